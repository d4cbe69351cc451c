package genesis

// The steps of a cycle as activities: their names, inputs and results. Package workflows calls them by name and package
// activities implements them; a test in package worker checks that the two agree.

// Activity names.
const (
	ActObserve  = "Observe"  // EngineQueue: fork of the world, snapshot, registry
	ActPlan     = "Plan"     // QueueLLM
	ActCode     = "Code"     // QueueLLM
	ActVet      = "Vet"      // QueueCycles
	ActTrial    = "Trial"    // QueueTrial: one pair of forks
	ActShadow   = "Shadow"   // QueueTrial: forks without a canary's trait
	ActSave     = "Save"     // EngineQueue: file and record
	ActLoad     = "Load"     // EngineQueue: hot-loads into the canary
	ActCanary   = "Canary"   // EngineQueue: reads the canary once
	ActKeep     = "Keep"     // EngineQueue: ends a canary and keeps the trait
	ActRollback = "Rollback" // EngineQueue: compensates Load and Save
	ActSetParam = "SetParam" // EngineQueue: applies and undoes adjust_params
	ActRecord   = "Record"   // QueueCycles: cycle record, feed and event

	ActLastNumber = "LastNumber" // QueueCycles: number of the newest cycle on record
	ActStanding   = "Standing"   // QueueCycles: the newest cycle, and what is still running
	ActTell       = "Tell"       // QueueCycles: writes a line of the feed
	ActRecall     = "Recall"     // QueueCycles: reads what a rerun takes over from an earlier cycle
	ActArchive    = "Archive"    // QueueCycles: keeps the history of a finished cycle
	ActRevert     = "Revert"     // EngineQueue: removes a kept mutation on a person's request
	ActPin        = "Pin"        // EngineQueue: pins a mutation on a person's request

	ActRecordSupervisor = "RecordSupervisor" // QueueCycles: stores the pause and the cooldown of a world's evolution
)

// Lost names data that an earlier step stored in Redis and a later step does not find, because Redis was emptied,
// evicts keys, or the cycle was delayed for longer than drafts are kept. The earlier step is repeated.
type Lost string

// The kinds of data that can be lost, with the step that stores them.
const (
	LostFork    Lost = "fork"    // the fork of the world, by Observe
	LostProgram Lost = "program" // a program, by Code and Vet
	LostRecord  Lost = "record"  // the record of the saved mutation with its source, by Save
)

// Ref points to a blob stored under blob:{sha256}.
type Ref struct {
	SHA256 string `json:"sha256"`
	Size   int    `json:"size"`
}

// Empty reports whether r points to nothing.
func (r Ref) Empty() bool { return r.SHA256 == "" }

// CycleInput starts an EvolutionCycle workflow.
type CycleInput struct {
	World   string           `json:"world"`
	CycleID string           `json:"cycle_id"`
	Number  int              `json:"number"`
	Trigger EvolutionTrigger `json:"trigger"`
	Policy  CyclePolicy      `json:"policy"`
	Model   string           `json:"model,omitempty"` // another model than the worker's default
	ByHand  *ByHand          `json:"by_hand,omitempty"`
	Rerun   *Rerun           `json:"rerun,omitempty"`
	Taken   *Recalled        `json:"taken,omitempty"` // what a rerun takes over
}

// ByHand is a trait that a person wrote. Its cycle skips planning and coding.
type ByHand struct {
	Source    Ref    `json:"source"`         // a whole file, or only the function
	Text      string `json:"text,omitempty"` // its text, in case Redis loses it: nobody else could write it again
	TraitName string `json:"trait_name"`
	SkipTrial bool   `json:"skip_trial,omitempty"`
}

// Recalled is what a rerun takes over from the record of an earlier cycle: its plan, and its last program if the rerun
// starts after the coder.
type Recalled struct {
	Trigger EvolutionTrigger `json:"trigger"`
	Plan    *EvolutionPlan   `json:"plan,omitempty"`
	Program *Program         `json:"program,omitempty"`
	Model   string           `json:"model,omitempty"` // model that wrote the program
}

// CyclePolicy is the part of the settings that a cycle depends on. It is part of the input, so a replay uses the same
// values.
type CyclePolicy struct {
	TrialPairs      int     `json:"trial_pairs"`               // initial number
	TrialMaxPairs   int     `json:"trial_max_pairs,omitempty"` // limit of doubling while the result is unclear; 0: none
	TrialTicks      int     `json:"trial_ticks"`
	CanaryTicks     int     `json:"canary_ticks"`
	CanaryAdoption  float64 `json:"canary_adoption"` // share of newborns
	Repairs         int     `json:"repairs"`         // attempts to repair a program that vet rejected
	Samples         int     `json:"samples"`         // fresh programs after that, and after a failed trial
	LLMTimeoutSec   int     `json:"llm_timeout_sec"`
	TickRateMs      int     `json:"tick_rate_ms"`
	TemporalUIURL   string  `json:"temporal_ui_url"`
	TemporalNS      string  `json:"temporal_namespace"`
	CooldownSec     int     `json:"cooldown_sec"`
	MinTrialSupport float64 `json:"min_trial_support"`  // minimum of population with / population without
	Approval        bool    `json:"approval,omitempty"` // wait for approval by a person between trial and save
}

// CycleResult is the result of an EvolutionCycle workflow.
type CycleResult struct {
	CycleID     string   `json:"cycle_id"`
	Outcome     Outcome  `json:"outcome"`
	Reason      string   `json:"reason"`
	MutationIDs []string `json:"mutation_ids"`
}

// TriggerRequest is the argument of the supervisor's update "trigger". Its update id is the idempotency key.
type TriggerRequest struct {
	Trigger EvolutionTrigger `json:"trigger"`
	Policy  CyclePolicy      `json:"policy"`           // used if the supervisor's worker has none for the world
	Source  *ByHand          `json:"source,omitempty"` // a trait written by hand
	Model   string           `json:"model,omitempty"`  // another model of the same server
}

// TriggerReply is the result of the update.
type TriggerReply struct {
	CycleID string `json:"cycle_id"`
}

// WorldRef names a world in an activity's input.
type WorldRef struct {
	World   string `json:"world"`
	CycleID string `json:"cycle_id"`
}

// Observation is what a cycle knows about the world.
type Observation struct {
	Tick       uint64     `json:"tick"`
	BootID     string     `json:"boot_id"`
	Generation int64      `json:"generation"`
	Fork       Ref        `json:"fork"`    // checkpoint of the world
	Summary    Ref        `json:"summary"` // Snapshot as JSON
	Traits     []TraitRef `json:"traits"`  // generated traits in the registry
	Vitals     Vitals     `json:"vitals"`  // of the last complete snapshot

	Params map[string]float64 `json:"params"`
}

// TraitRef names one loaded trait.
type TraitRef struct {
	Name       string `json:"name"`
	Version    int    `json:"version"`
	MutationID string `json:"mutation_id"`
	Bearers    int    `json:"bearers"`
	About      string `json:"about"`
}

// PlanInput asks the architect for a plan.
type PlanInput struct {
	WorldRef
	Number      int              `json:"number"`
	Trigger     EvolutionTrigger `json:"trigger"`
	Observation Observation      `json:"observation"`
	Asked       []string         `json:"asked,omitempty"` // requirements of the trial, for the prompt
	Model       string           `json:"model,omitempty"`
}

// PlanResult is the architect's answer.
type PlanResult struct {
	Plan   EvolutionPlan `json:"plan"`
	Model  string        `json:"model"`
	Prompt Ref           `json:"prompt"`
	Answer Ref           `json:"answer"`
}

// CodeInput asks the coder for a program, or for a repair of one.
type CodeInput struct {
	WorldRef
	Plan        EvolutionPlan `json:"plan"`
	Problem     Problem       `json:"problem"`
	Observation Observation   `json:"observation"`
	Attempt     int           `json:"attempt"`            // 1 for the first
	Previous    Ref           `json:"previous"`           // source that was rejected or did badly
	Problems    []VetProblem  `json:"problems,omitempty"` // the problems that vet found in it
	Feedback    string        `json:"feedback,omitempty"` // the result of its trial
	Asked       []string      `json:"asked,omitempty"`    // requirements of the trial
	UserRequest string        `json:"wish,omitempty"`     // reason given by the person who asked for the cycle
	Tries       []string      `json:"tries,omitempty"`    // the earlier programs and their verdicts
	Model       string        `json:"model,omitempty"`
}

// CodeResult is the coder's answer: a complete trait file.
type CodeResult struct {
	Source Ref    `json:"source"`
	Model  string `json:"model"`
	Prompt Ref    `json:"prompt"`
	Answer Ref    `json:"answer"`
	Form   string `json:"form,omitempty"` // "rules" if the model answered with rules
}

// VetInput asks for a source to be vetted.
type VetInput struct {
	WorldRef
	Source    Ref            `json:"source"`
	Text      string         `json:"text,omitempty"` // text of Source, if a person wrote it
	TraitName string         `json:"trait_name"`
	Problem   Problem        `json:"problem,omitempty"`
	ByHand    *EvolutionPlan `json:"by_hand,omitempty"` // a person wrote it: a bare function is completed
	Before    string         `json:"before,omitempty"`  // mutation of the previous version
}

// VetProblem is one problem in a source, in words that people and models can act on.
type VetProblem struct {
	Code    string `json:"code"` // such as import.forbidden
	Line    int    `json:"line"`
	Col     int    `json:"col"`
	Message string `json:"message"`
	Excerpt string `json:"excerpt,omitempty"` // the line with the problem
	Advice  string `json:"advice,omitempty"`  // what to write instead
}

// Verdict is vet's result for a source outside of a cycle.
type Verdict struct {
	OK            bool         `json:"ok"`
	TraitName     string       `json:"trait_name"`
	About         string       `json:"about"` // the first line of the package comment
	Hash          string       `json:"hash"`  // SHA-256 of the source that was judged
	CanonicalHash string       `json:"canonical_hash"`
	Runtime       string       `json:"runtime"` // runtime that will execute it
	Problems      []VetProblem `json:"problems"`
	More          int          `json:"more"`             // number of problems that are not listed
	Mends         []string     `json:"mends"`            // mechanical repairs made before it was judged
	Source        string       `json:"source,omitempty"` // the judged source, if it was repaired or completed
}

// VetResult is the result of vetting a program. A rejected program is a result, not an error.
type VetResult struct {
	OK            bool         `json:"ok"`
	Source        Ref          `json:"source"` // after mechanical repairs
	CodeHash      string       `json:"code_hash"`
	CanonicalHash string       `json:"canonical_hash"`
	Problems      []VetProblem `json:"problems,omitempty"`
	Mends         []string     `json:"mends,omitempty"`
	Runtime       string       `json:"runtime,omitempty"`   // runtime that will execute it: compiled or yaegi
	Duplicate     string       `json:"duplicate,omitempty"` // mutation with the same program
	Signature     string       `json:"signature,omitempty"` // its behaviour in fixed situations
	Similar       string       `json:"similar,omitempty"`   // mutation of another trait that behaves nearly the same
	// share of the situations in which it acts differently from Similar
	Distance float64      `json:"distance,omitempty"`
	Warnings []VetProblem `json:"warnings,omitempty"` // code that is allowed but probably not intended
	// against the previous version, in unified format, cut to a few thousand bytes
	Diff string `json:"diff,omitempty"`
}

// SaveInput asks for a trait's file and record to be written.
type SaveInput struct {
	WorldRef
	Plan          EvolutionPlan `json:"plan"`
	Problem       Problem       `json:"problem"`
	Source        Ref           `json:"source"`
	TraitName     string        `json:"trait_name"`
	CodeHash      string        `json:"code_hash"`
	CanonicalHash string        `json:"canonical_hash"`
	Model         string        `json:"model"`
	Runtime       string        `json:"runtime,omitempty"`
	Signature     string        `json:"signature,omitempty"`
	Parent        string        `json:"parent,omitempty"`
	Score         float64       `json:"score"`
}

// SaveResult names what was written. Saving the same code for the same cycle again returns the same result.
type SaveResult struct {
	MutationID string `json:"mutation_id"`
	FilePath   string `json:"file_path"`
	Version    int    `json:"version"`
}

// LoadInput asks for a saved mutation to be hot-loaded. World, expected generation and code hash act as fences.
type LoadInput struct {
	WorldRef
	MutationID string  `json:"mutation_id"`
	CodeHash   string  `json:"code_hash"`
	Generation int64   `json:"generation"`
	Adoption   float64 `json:"adoption"`
}

// LoadResult describes the world when the trait took effect.
type LoadResult struct {
	Tick            uint64 `json:"tick"`
	Generation      int64  `json:"generation"`
	RegistryVersion int64  `json:"registry_version"`
}

// MutationRef names a mutation for Canary, Keep and Rollback. Reason is written to the record.
type MutationRef struct {
	WorldRef
	MutationID string         `json:"mutation_id"`
	CodeHash   string         `json:"code_hash"`
	Reason     string         `json:"reason,omitempty"`
	Status     MutationStatus `json:"status,omitempty"` // written by Rollback: rolled_back or failed
	Stage      string         `json:"stage,omitempty"`  // stage of the failure, for ch:mutation:failed
	Kept       string         `json:"kept,omitempty"`   // written by Keep: helps or harmless
}

// RevertInput removes a kept mutation on a person's request.
type RevertInput struct {
	WorldRef
	RollbackRequest
}

// PinInput pins or unpins a mutation.
type PinInput struct {
	WorldRef
	PinRequest
}

// TellInput is a line for the feed.
type TellInput struct {
	WorldRef
	Feed FeedMessage `json:"feed"`
}

// RecallInput asks for the results that a rerun takes over.
type RecallInput struct {
	WorldRef       // of the earlier cycle
	From     Stage `json:"from"`
}

// SetParamInput changes parameters.
type SetParamInput struct {
	WorldRef
	Params map[string]float64 `json:"params"`
	// Still names values that parameters must still have to be changed. A parameter that somebody has changed in the
	// meantime is left alone.
	Still map[string]float64 `json:"still,omitempty"`
}

// SetParamResult holds the values before the change.
type SetParamResult struct {
	Before map[string]float64 `json:"before"`
	Tick   uint64             `json:"tick"`
}

// RecordInput writes the current record of a cycle, and a line of the feed.
type RecordInput struct {
	Cycle Cycle        `json:"cycle"`
	Feed  *FeedMessage `json:"feed,omitempty"`
	Event *CycleEvent  `json:"event,omitempty"`
	// Closing ends the record of a cycle that can't do so itself any more. Only the outcome is taken from Cycle, and a
	// record that has already ended is not changed.
	Closing bool `json:"closing,omitempty"`
}

// CycleEvent holds at most one of the specification's events, to be published on its channel.
type CycleEvent struct {
	Trigger *EvolutionTrigger `json:"trigger,omitempty"`
	Plan    *EvolutionPlan    `json:"plan,omitempty"`
	Failed  *MutationFailed   `json:"failed,omitempty"`
}
