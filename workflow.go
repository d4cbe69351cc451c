package genesis

import "time"

// Names that clients of the workflows use.
const (
	UpdateTrigger = "trigger" // of the supervisor: TriggerRequest in, TriggerReply out
	QueryState    = "state"   // of the supervisor: SupervisorState
	QueryCycle    = "cycle"   // of a cycle: Cycle
)

// Search attributes of a cycle, all keywords.
const (
	AttrWorld   = "GenesisWorld"
	AttrStage   = "GenesisStage"
	AttrOutcome = "GenesisOutcome"
	AttrProblem = "GenesisProblem"
	AttrTrait   = "GenesisTrait"
	AttrModel   = "GenesisModel"
)

// MemoDetails is the memo of a cycle that has ended: its plan, programs, trial, canary and end in Markdown.
const MemoDetails = "details"

// OutcomeReset is GenesisOutcome of a run that somebody reset and that ended at once. It is the outcome of no cycle.
const OutcomeReset = "reset"

// Types of application errors that activities return and workflows tell apart, beside the codes of Error.
const (
	FailLLMAbsent      = "LLMAbsent"      // the model does not answer: a cycle waits for it
	FailLLMAuth        = "LLMAuth"        // the server wants credentials
	FailModelMissing   = "ModelMissing"   // the server does not have the model
	FailLLMAddress     = "LLMAddress"     // what answers at the address is no Ollama
	FailContextTooLong = "ContextTooLong" // the prompt does not fit the model
	FailLLMMalformed   = "LLMRubbish"     // the answer can't be read

	FailLost = "Lost" // what an earlier step had put into Redis is gone; the detail is a Lost

	FailReset  = "Reset"         // somebody reset the run of a cycle
	FailByHand = "StartedByHand" // somebody started what the system starts itself
)

// TraceKey is where a workflow's context carries the span that it is part of, if there is one.
type TraceKey struct{}

// SupervisorInput starts an EvolutionSupervisor, and carries its state over continue-as-new.
type SupervisorInput struct {
	World         string     `json:"world"`
	Next          int        `json:"next"` // number of the next cycle; 0 asks the records
	Keys          []KeyCycle `json:"keys,omitempty"`
	CooldownUntil time.Time  `json:"cooldown_until"`
	Paused        *Pause     `json:"paused,omitempty"`
	// Policy is that of the newest cycle. It holds for a trigger without one, where the supervisor's worker has none
	// either.
	Policy CyclePolicy `json:"policy,omitzero"`
}

// KeyCycle remembers which cycle an idempotency key started.
type KeyCycle struct {
	Key     string    `json:"key"` // or its hash, of a long one
	CycleID string    `json:"cycle_id"`
	At      time.Time `json:"at,omitzero"` // none: a supervisor of old has remembered it
}

// Standing tells a supervisor that starts anew what it finds.
type Standing struct {
	Last int    `json:"last"`           // number of the newest cycle that anybody knows of, 0 for none
	Open string `json:"open,omitempty"` // cycle that still runs, of an earlier supervisor
	Lost string `json:"lost,omitempty"` // cycle that runs by its record, and that Temporal does not know
	// Record is what the supervisor before has left, nil for nothing.
	Record *SupervisorRecord `json:"record,omitempty"`
}

// SupervisorRecord is what a supervisor keeps in Redis for the next one, which may start from nothing: a person's
// pause, and the end of the rest after the newest cycle.
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

// Vitals are the figures of a snapshot that a cycle weighs a change of parameters by.
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

// Vitals picks out what a cycle weighs.
func (s Snapshot) Vitals() Vitals {
	return Vitals{
		Entities: s.EntityCount, MaxEntities: s.MaxEntities, AvgEnergy: s.AvgEnergy, Births: s.BirthsLastPeriod,
		Deaths: s.DeathsLastPeriod, Starved: s.DeathStarvation, Production: s.Production,
		GeneSpread: s.GeneSpread, TraitHill: s.TraitSetHill,
	}
}
