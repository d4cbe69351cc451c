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
)

// Stage is where a cycle stands.
type Stage string

// The stages of a cycle, in order.
const (
	StageQueued  Stage = "queued"
	StageObserve Stage = "observe"
	StagePlan    Stage = "plan"
	StageCode    Stage = "code"
	StageVet     Stage = "vet"
	StageTrial   Stage = "trial"
	StageSave    Stage = "save"
	StageLoad    Stage = "load"
	StageCanary  Stage = "canary"
	StageDone    Stage = "done"
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
	MutationIDs []string         `json:"mutation_ids"`
	Attempts    int              `json:"attempts"` // programs asked of the model
	StartedAt   time.Time        `json:"started_at"`
	EndedAt     *time.Time       `json:"ended_at,omitempty"`
	TemporalURL string           `json:"temporal_url,omitempty"`
}
