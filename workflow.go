package genesis

import "time"

// Names that clients of the workflows use.
const (
	UpdateTrigger = "trigger" // of the supervisor: takes TriggerRequest, returns TriggerReply
	QueryState    = "state"   // of the supervisor: returns SupervisorState
	QueryCycle    = "cycle"   // of a cycle: returns Cycle
)

// Search attributes of a cycle. All of them are keywords.
const (
	AttrWorld   = "GenesisWorld"
	AttrStage   = "GenesisStage"
	AttrOutcome = "GenesisOutcome"
	AttrProblem = "GenesisProblem"
	AttrTrait   = "GenesisTrait"
	AttrModel   = "GenesisModel"
)

// MemoDetails is the memo of a finished cycle. It holds the plan, programs, trial, canary and outcome as Markdown.
const MemoDetails = "details"

// OutcomeReset is the GenesisOutcome of a run that ended at once because somebody reset it. No cycle has it as its
// outcome.
const OutcomeReset = "reset"

// Types of application errors that workflows distinguish, in addition to the codes of Error.
const (
	FailLLMAbsent      = "LLMAbsent"      // the model does not answer: the cycle waits for it
	FailLLMAuth        = "LLMAuth"        // the server requires credentials
	FailModelMissing   = "ModelMissing"   // the server does not have the model
	FailLLMAddress     = "LLMAddress"     // the server at the address is not Ollama
	FailContextTooLong = "ContextTooLong" // the prompt does not fit into the model's context
	FailLLMMalformed   = "LLMRubbish"     // the answer can't be parsed

	FailLost = "Lost" // data that an earlier step stored in Redis is gone; the detail is a Lost

	FailReset  = "Reset"         // somebody reset the run of a cycle
	FailByHand = "StartedByHand" // somebody started a workflow that only the system may start
)

// TraceKey is the key under which a workflow's context holds the current span, if there is one.
type TraceKey struct{}

// SupervisorInput starts an EvolutionSupervisor and carries its state over continue-as-new.
type SupervisorInput struct {
	World         string     `json:"world"`
	Next          int        `json:"next"` // number of the next cycle; 0: find it in the records
	Keys          []KeyCycle `json:"keys,omitempty"`
	CooldownUntil time.Time  `json:"cooldown_until"`
	Paused        *Pause     `json:"paused,omitempty"`
	// Policy is the policy of the newest cycle. A trigger that brings none uses it if the supervisor's worker has none
	// either.
	Policy CyclePolicy `json:"policy,omitzero"`
}

// KeyCycle remembers which cycle an idempotency key started.
type KeyCycle struct {
	Key     string    `json:"key"` // the key, or its hash if it is long
	CycleID string    `json:"cycle_id"`
	At      time.Time `json:"at,omitzero"` // zero if an older supervisor stored it
}

// Standing is what a new supervisor finds when it starts.
type Standing struct {
	Last int    `json:"last"`           // number of the newest known cycle, 0 for none
	Open string `json:"open,omitempty"` // cycle of an earlier supervisor that is still running
	Lost string `json:"lost,omitempty"` // cycle that is running according to its record but unknown to Temporal
	// Record is what the previous supervisor stored, nil if it stored nothing.
	Record *SupervisorRecord `json:"record,omitempty"`
}

// SupervisorRecord is what a supervisor stores in Redis, because the next supervisor may start without any state: a
// pause set by a person, and the end of the cooldown after the newest cycle.
type SupervisorRecord struct {
	Paused        *Pause    `json:"paused,omitempty"`
	CooldownUntil time.Time `json:"cooldown_until"`
}

// SupervisorRecordInput is the input of ActRecordSupervisor.
type SupervisorRecordInput struct {
	World string `json:"world"`
	SupervisorRecord
}

// SupervisorState answers the query "state".
type SupervisorState struct {
	World         string    `json:"world"`
	Running       string    `json:"running,omitempty"` // cycle id
	Next          int       `json:"next"`
	CooldownUntil time.Time `json:"cooldown_until"`
	Paused        *Pause    `json:"paused,omitempty"`
}

// Vitals are the figures of a snapshot that a cycle uses to judge a change of parameters.
type Vitals struct {
	Entities    int     `json:"entities"`
	MaxEntities int     `json:"max_entities"`
	AvgEnergy   float64 `json:"avg_energy"`
	Births      int     `json:"births"`
	Deaths      int     `json:"deaths"`
	Starved     int     `json:"starved"`
	Production  float64 `json:"production"`
	GeneSpread  float64 `json:"gene_spread"`
	TraitHill   float64 `json:"trait_hill"`
}

// Vitals extracts those figures.
func (s Snapshot) Vitals() Vitals {
	return Vitals{
		Entities: s.EntityCount, MaxEntities: s.MaxEntities, AvgEnergy: s.AvgEnergy, Births: s.BirthsLastPeriod,
		Deaths: s.DeathsLastPeriod, Starved: s.DeathStarvation, Production: s.Production,
		GeneSpread: s.GeneSpread, TraitHill: s.TraitSetHill,
	}
}
