package genesis

import "time"

// Problem is what is wrong with the world.
type Problem string

// The problems that start a cycle. ProblemManual is a person's trigger.
const (
	ProblemStarvation     Problem = "starvation"
	ProblemOverpopulation Problem = "overpopulation"
	ProblemLowDiversity   Problem = "low_diversity"
	ProblemStagnation     Problem = "stagnation"
	ProblemManual         Problem = "manual"
)

// Problems are all problems.
var Problems = []Problem{ProblemStarvation, ProblemOverpopulation, ProblemLowDiversity, ProblemStagnation,
	ProblemManual}

// Areas are where a remedy can be looked for.
var Areas = []string{AreaTraits, AreaPhysics, AreaEnvironment}

// The areas: behaviour, the laws of motion, food and climate.
const (
	AreaTraits      = "traits"
	AreaPhysics     = "physics"
	AreaEnvironment = "environment"
)

// Area is where a remedy is looked for first: food and climate against hunger, the laws of nature against a crowd, new
// behaviour against dullness, and where nobody says what is wrong.
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

// Origin says who triggered a cycle. A person's trigger is not held back by the cooldown.
type Origin string

// Origins of a trigger.
const (
	OriginWatcher Origin = "watcher"
	OriginUser    Origin = "user"
)

// ActionType is the kind of change that a plan asks for.
type ActionType string

// What a plan can ask for.
const (
	ActionNewTrait     ActionType = "new_trait"
	ActionModifyTrait  ActionType = "modify_trait"
	ActionAdjustParams ActionType = "adjust_params"
	ActionImpossible   ActionType = "impossible" // the architect says that nothing that it can plan helps
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
	StageApproval Stage = "approval" // only if the settings ask for a person's word
	StageSave     Stage = "save"
	StageLoad     Stage = "load"
	StageCanary   Stage = "canary"
	StageDone     Stage = "done"
)

// Outcome is how a cycle ended; empty while it runs.
type Outcome string

// The endings of a cycle. Applied, rolled back and vetoed close the workflow as Completed, cancelled as Canceled,
// rejected and failed as Failed.
const (
	OutcomeApplied    Outcome = "applied"
	OutcomeRolledBack Outcome = "rolled_back"
	OutcomeVetoed     Outcome = "vetoed"
	OutcomeCancelled  Outcome = "cancelled"
	OutcomeRejected   Outcome = "rejected"
	OutcomeFailed     Outcome = "failed"
)

// Outcomes are all endings.
var Outcomes = []Outcome{OutcomeApplied, OutcomeRolledBack, OutcomeVetoed, OutcomeCancelled, OutcomeRejected,
	OutcomeFailed}

// Cycle is the record of one evolution cycle, as evo:cycle:{id}, the history and REST show it.
type Cycle struct {
	ID          string           `json:"id"`
	World       string           `json:"world"`
	Trigger     EvolutionTrigger `json:"trigger"`
	Stage       Stage            `json:"stage"`
	Outcome     Outcome          `json:"outcome,omitempty"`
	Reason      string           `json:"reason,omitempty"` // why it ended so
	Model       string           `json:"model,omitempty"`  // who wrote the code
	Plan        *EvolutionPlan   `json:"plan,omitempty"`
	Kept        string           `json:"kept,omitempty"` // of an applied trait: helps, or harmless
	MutationIDs []string         `json:"mutation_ids"`
	Attempts    int              `json:"attempts"` // programs asked of the model
	StartedAt   time.Time        `json:"started_at"`
	EndedAt     *time.Time       `json:"ended_at,omitempty"`
	TemporalURL string           `json:"temporal_url,omitempty"`

	Waiting    string `json:"waiting,omitempty"`     // what a running cycle waits for: model, approval or a part
	WaitingWhy string `json:"waiting_why,omitempty"` // the last error of a part that is away
	WaitsFor   *Waits `json:"waits_for,omitempty"`   // how the part does that it waits for now, where that is known

	Rerun    *Rerun         `json:"rerun,omitempty"` // the cycle that it goes on from
	Asked    *ModelExchange `json:"asked,omitempty"` // what the architect was asked
	Programs []Program      `json:"programs,omitempty"`
	Trial    *TrialSummary  `json:"trial,omitempty"` // of the program tried last

	ParamsBefore map[string]float64 `json:"params_before,omitempty"` // values before the change that the plan asks for
	Canary       *CanarySummary     `json:"canary,omitempty"`        // as read last
}

// What is known of a trait that was kept.
const (
	KeptHelps    = "helps"    // its canary showed that bearers do better than their siblings
	KeptHarmless = "harmless" // it did no harm, and acts in a new way
)

// What a cycle can wait for.
const (
	WaitingForModel    = "model"
	WaitingForApproval = "approval"

	// The parts, as the detail "missing" of errors names them.
	PartRedis    = "redis"
	PartEngine   = "engine"
	PartTemporal = "temporal"
	PartWorker   = "worker"
	PartDisk     = "disk" // of the engine: full
)

// Waits says how the part does that a running cycle waits for: a model while it answers, above all.
type Waits struct {
	Part   string    `json:"part"`              // model
	Since  time.Time `json:"since"`             // it was asked
	Tokens int       `json:"tokens"`            // that it has answered
	Rate   float64   `json:"tokens_per_second"` // 0 before there are enough to tell
	Text   string    `json:"text"`              // all of it, for people
}

// Rerun names the cycle whose results another one takes over, up to a stage.
type Rerun struct {
	CycleID string `json:"cycle_id"`
	From    Stage  `json:"from"`
	By      string `json:"by,omitempty"`
}

// ModelExchange points to a question to the model and to its answer, both blobs.
type ModelExchange struct {
	Prompt Ref    `json:"prompt"`
	Answer Ref    `json:"answer"`
	Model  string `json:"model"`
	Form   string `json:"form,omitempty"` // rules, if it was asked for them instead of Go
}

// Program is one program of a cycle and what became of it.
type Program struct {
	Attempt int            `json:"attempt"`
	Asked   *ModelExchange `json:"asked,omitempty"` // nil for one written by hand or taken over
	Source  Ref            `json:"source"`          // as vetted, if it was
	Verdict string         `json:"verdict"`         // what vet, novelty or trial said of it
	Passed  bool           `json:"passed"`          // vet let it pass and it was new
	Vetted  bool           `json:"vetted"`          // vet let it pass, new or not
	Mends   int            `json:"mends,omitempty"` // number of the program whose errors it was to mend; 0 for a fresh one
	Canon   string         `json:"canonical_hash,omitempty"`
	Runtime string         `json:"runtime,omitempty"`
}

// TrialSummary is what paired forks of the world said of a change.
type TrialSummary struct {
	Attempt  int       `json:"attempt"` // program, 0 for a change of parameters
	Pairs    int       `json:"pairs"`
	Ticks    int       `json:"ticks"` // of each fork
	Pass     bool      `json:"pass"`
	Words    string    `json:"words"`
	Measures []Measure `json:"measures"`
	Film     *Ref      `json:"film,omitempty"` // pictures of its first pair, kept for a day
}

// Measure is one figure of a trial over its pairs of forks, with its 95 % interval.
type Measure struct {
	Name string  `json:"name"` // such as production
	Unit string  `json:"unit"`
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Gate string  `json:"gate,omitempty"` // what was asked of it, such as "low > 0"; empty: shown only
	Pass bool    `json:"pass"`
}

// CanarySummary is the latest reading of a canary and what it amounts to.
type CanarySummary struct {
	MutationID string   `json:"mutation_id"`
	LoadedAt   uint64   `json:"loaded_at_tick"`
	Tick       uint64   `json:"tick"`
	Window     int      `json:"window"`   // [ticks]
	Extended   bool     `json:"extended"` // the window was doubled since it told too little
	Treated    Cohort   `json:"treated"`
	Control    Cohort   `json:"control"`
	Benefit    float64  `json:"benefit"`           // e-value that bearers do better; 20 decides
	Harm       float64  `json:"harm"`              // e-value that they do worse; 20 decides
	Tests      []EValue `json:"tests,omitempty"`   // the single tests behind them
	Entities   int      `json:"entities"`          // molbots now
	Shadow     float64  `json:"shadow,omitempty"`  // least population of the forks without it by now
	Verdict    string   `json:"verdict,omitempty"` // once it is decided
}

// Evidence is what a canary had come to at a tick: the e-values of its summary then.
type Evidence struct {
	Tick    uint64  `json:"tick"`
	Benefit float64 `json:"benefit"`
	Harm    float64 `json:"harm"`
}

// CanaryMeasure is an outcome of a newborn that a canary compares: what, and by which age [ticks].
type CanaryMeasure string

// The measures of a canary. Each alone can be gamed: never breeding looks well in all but the last.
const (
	ProductionBy300 CanaryMeasure = "production_300" // energy taken in minus spent
	ProductionBy600 CanaryMeasure = "production_600"
	SurvivalTo1200  CanaryMeasure = "survival_1200" // ticks lived
	ChildrenBy1500  CanaryMeasure = "children_1500"
)

// EValue is the evidence of one always-valid test: 1 says nothing, 20 is significant at 5 % whenever one looks.
type EValue struct {
	Name   CanaryMeasure `json:"name"`
	Better float64       `json:"better"`
	Worse  float64       `json:"worse"`
	Births int           `json:"births"` // newborns that it has judged
}
