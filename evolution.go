package genesis

import "time"

// Problem is what is wrong with the world.
type Problem string

// The problems that start a cycle. ProblemManual stands for a request by a person.
const (
	ProblemStarvation     Problem = "starvation"
	ProblemOverpopulation Problem = "overpopulation"
	ProblemLowDiversity   Problem = "low_diversity"
	ProblemStagnation     Problem = "stagnation"
	ProblemManual         Problem = "manual"
)

// Problems lists all problems.
var Problems = []Problem{ProblemStarvation, ProblemOverpopulation, ProblemLowDiversity, ProblemStagnation,
	ProblemManual}

// Areas lists where a remedy can be looked for.
var Areas = []string{AreaTraits, AreaPhysics, AreaEnvironment}

// AreaTraits is behaviour, AreaPhysics is motion and collisions, AreaEnvironment is food and climate.
const (
	AreaTraits      = "traits"
	AreaPhysics     = "physics"
	AreaEnvironment = "environment"
)

// Area is where to look for a remedy first: food and climate for starvation, physics for overpopulation, and new
// behaviour for everything else.
func (p Problem) Area() string {
	switch p {
	case ProblemStarvation:
		return AreaEnvironment
	case ProblemOverpopulation:
		return AreaPhysics
	}
	return AreaTraits
}

// Severity grades a problem.
type Severity string

// Severities, mildest first.
const (
	SeverityLow      Severity = "low"
	SeverityMedium   Severity = "medium"
	SeverityHigh     Severity = "high"
	SeverityCritical Severity = "critical"
)

// Origin says who triggered a cycle. The cooldown does not apply to a person's trigger.
type Origin string

// Origins of a trigger.
const (
	OriginWatcher Origin = "watcher"
	OriginUser    Origin = "user"
)

// ActionType is the kind of change that a plan asks for.
type ActionType string

// The changes that a plan can ask for.
const (
	ActionNewTrait     ActionType = "new_trait"
	ActionModifyTrait  ActionType = "modify_trait"
	ActionAdjustParams ActionType = "adjust_params"
	ActionImpossible   ActionType = "impossible" // the architect found no change that would help
)

// Stage is where a cycle stands.
type Stage string

// The stages of a cycle, in order.
const (
	StageQueued   Stage = "queued"
	StageObserve  Stage = "observe"
	StagePlan     Stage = "plan"
	StageCode     Stage = "code"
	StageVet      Stage = "vet"
	StageTrial    Stage = "trial"
	StageApproval Stage = "approval" // only if the settings require approval by a person
	StageSave     Stage = "save"
	StageLoad     Stage = "load"
	StageCanary   Stage = "canary"
	StageDone     Stage = "done"
)

// Outcome is how a cycle ended; empty while it runs.
type Outcome string

// The outcomes of a cycle. In Temporal, a workflow that ends as applied, rolled back or vetoed is Completed, cancelled
// is Canceled, rejected and failed are Failed.
const (
	OutcomeApplied    Outcome = "applied"
	OutcomeRolledBack Outcome = "rolled_back"
	OutcomeVetoed     Outcome = "vetoed"
	OutcomeCancelled  Outcome = "cancelled"
	OutcomeRejected   Outcome = "rejected"
	OutcomeFailed     Outcome = "failed"
)

// Outcomes lists all outcomes.
var Outcomes = []Outcome{OutcomeApplied, OutcomeRolledBack, OutcomeVetoed, OutcomeCancelled, OutcomeRejected,
	OutcomeFailed}

// Cycle is the record of one evolution cycle, as it is stored in evo:cycle:{id} and returned by the history and REST.
type Cycle struct {
	ID          string           `json:"id"`
	World       string           `json:"world"`
	Trigger     EvolutionTrigger `json:"trigger"`
	Stage       Stage            `json:"stage"`
	Outcome     Outcome          `json:"outcome,omitempty"`
	Reason      string           `json:"reason,omitempty"` // why the cycle ended with this outcome
	Model       string           `json:"model,omitempty"`  // model that wrote the code
	Plan        *EvolutionPlan   `json:"plan,omitempty"`
	Kept        string           `json:"kept,omitempty"` // of an applied trait: helps or harmless
	MutationIDs []string         `json:"mutation_ids"`
	Attempts    int              `json:"attempts"` // number of programs that the model was asked for
	StartedAt   time.Time        `json:"started_at"`
	EndedAt     *time.Time       `json:"ended_at,omitempty"`
	TemporalURL string           `json:"temporal_url,omitempty"`

	Waiting    string `json:"waiting,omitempty"`     // what a running cycle waits for: model, approval or a part
	WaitingWhy string `json:"waiting_why,omitempty"` // the last error of the part that does not answer
	WaitsFor   *Waits `json:"waits_for,omitempty"`   // progress of the part that the cycle waits for, if known

	Rerun    *Rerun         `json:"rerun,omitempty"` // the cycle whose results this one reuses
	Asked    *ModelExchange `json:"asked,omitempty"` // the architect's prompt and answer
	Programs []Program      `json:"programs,omitempty"`
	Trial    *TrialSummary  `json:"trial,omitempty"` // of the program that was tried last

	ParamsBefore map[string]float64 `json:"params_before,omitempty"` // values before the plan changed them
	Canary       *CanarySummary     `json:"canary,omitempty"`        // the last reading
}

// Why a trait was kept.
const (
	KeptHelps    = "helps"    // its canary showed that bearers do better than their siblings
	KeptHarmless = "harmless" // it did no harm and behaves in a new way
)

// What a cycle can wait for.
const (
	WaitingForModel    = "model"
	WaitingForApproval = "approval"

	// The parts of the system, as the detail "missing" of an error names them.
	PartRedis    = "redis"
	PartEngine   = "engine"
	PartTemporal = "temporal"
	PartWorker   = "worker"
	PartDisk     = "disk" // the engine's disk is full
)

// Waits describes the progress of the part that a running cycle waits for, usually a model that is answering.
type Waits struct {
	Part   string    `json:"part"`              // model
	Since  time.Time `json:"since"`             // when it was asked
	Tokens int       `json:"tokens"`            // tokens answered so far
	Rate   float64   `json:"tokens_per_second"` // 0 until there are enough tokens to measure it
	Text   string    `json:"text"`              // the whole description, for people
}

// Rerun names the cycle whose results another cycle reuses up to a stage.
type Rerun struct {
	CycleID string `json:"cycle_id"`
	From    Stage  `json:"from"`
	By      string `json:"by,omitempty"`
}

// ModelExchange points to a prompt and the model's answer, both stored as blobs.
type ModelExchange struct {
	Prompt Ref    `json:"prompt"`
	Answer Ref    `json:"answer"`
	Model  string `json:"model"`
	Form   string `json:"form,omitempty"` // "rules" if the model was asked for rules instead of Go
}

// Program is one program of a cycle and its verdict.
type Program struct {
	Attempt int            `json:"attempt"`
	Asked   *ModelExchange `json:"asked,omitempty"` // nil for a program written by hand or taken over
	Source  Ref            `json:"source"`          // as vetted, if it was vetted
	Verdict string         `json:"verdict"`         // the result of vet, novelty check or trial
	Passed  bool           `json:"passed"`          // passed vet and was new
	Vetted  bool           `json:"vetted"`          // passed vet, new or not
	Mends   int            `json:"mends,omitempty"` // program whose errors this one repairs; 0: a fresh one
	Canon   string         `json:"canonical_hash,omitempty"`
	Runtime string         `json:"runtime,omitempty"`
}

// TrialSummary is the result of a trial in paired forks of the world.
type TrialSummary struct {
	Attempt  int       `json:"attempt"` // number of the program, 0 for a change of parameters
	Pairs    int       `json:"pairs"`
	Ticks    int       `json:"ticks"` // of each fork
	Pass     bool      `json:"pass"`
	Words    string    `json:"words"`
	Measures []Measure `json:"measures"`
	Film     *Ref      `json:"film,omitempty"` // pictures of the first pair, kept for a day
}

// Measure is one figure of a trial over its pairs of forks, with its 95 % interval.
type Measure struct {
	Name string  `json:"name"` // such as production
	Unit string  `json:"unit"`
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Gate string  `json:"gate,omitempty"` // the requirement, such as "low > 0"; empty: only shown
	Pass bool    `json:"pass"`
}

// CanarySummary is the latest reading of a canary and its evaluation.
type CanarySummary struct {
	MutationID string   `json:"mutation_id"`
	LoadedAt   uint64   `json:"loaded_at_tick"`
	Tick       uint64   `json:"tick"`
	Window     int      `json:"window"`   // [ticks]
	Extended   bool     `json:"extended"` // the window was doubled because the evidence was undecided
	Treated    Cohort   `json:"treated"`
	Control    Cohort   `json:"control"`
	Benefit    float64  `json:"benefit"`           // e-value for bearers doing better; 20 decides
	Harm       float64  `json:"harm"`              // e-value for bearers doing worse; 20 decides
	Tests      []EValue `json:"tests,omitempty"`   // the tests behind them
	Entities   int      `json:"entities"`          // molbots now
	Shadow     float64  `json:"shadow,omitempty"`  // smallest population of the forks without the trait at this time
	Verdict    string   `json:"verdict,omitempty"` // set when it is decided
}

// Evidence holds the e-values of a canary at a tick.
type Evidence struct {
	Tick    uint64  `json:"tick"`
	Benefit float64 `json:"benefit"`
	Harm    float64 `json:"harm"`
}

// CanaryMeasure names an outcome of newborns that a canary compares, and the age at which it is measured [ticks].
type CanaryMeasure string

// The measures of a canary. Each alone can be gamed: never breeding looks good in all but the last.
const (
	ProductionBy300 CanaryMeasure = "production_300" // energy eaten minus energy spent
	ProductionBy600 CanaryMeasure = "production_600"
	SurvivalTo1200  CanaryMeasure = "survival_1200" // ticks lived
	ChildrenBy1500  CanaryMeasure = "children_1500"
)

// EValue is the evidence of one anytime-valid test: 1 is no evidence, 20 is significant at 5 % whenever one looks.
type EValue struct {
	Name   CanaryMeasure `json:"name"`
	Better float64       `json:"better"`
	Worse  float64       `json:"worse"`
	Births int           `json:"births"` // newborns that it has judged
}
