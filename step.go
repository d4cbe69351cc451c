package genesis

// The steps of a cycle as activities: their names, inputs and results. workflows call them by name; activities
// implement them; a test in worker asserts that the two agree.

// Activity names.
const (
	ActObserve  = "Observe"  // EngineQueue: fork of the world, snapshot, registry
	ActPlan     = "Plan"     // QueueLLM
	ActCode     = "Code"     // QueueLLM
	ActVet      = "Vet"      // QueueCycles
	ActTrial    = "Trial"    // QueueTrial: one pair of forks
	ActShadow   = "Shadow"   // QueueTrial: forks without a canary's trait
	ActSave     = "Save"     // EngineQueue: file and record
	ActLoad     = "Load"     // EngineQueue: hot-load into the canary
	ActCanary   = "Canary"   // EngineQueue: a short read
	ActKeep     = "Keep"     // EngineQueue: the canary ends well
	ActRollback = "Rollback" // EngineQueue: the compensation of Load and Save
	ActSetParam = "SetParam" // EngineQueue: deploys and undoes adjust_params
	ActRecord   = "Record"   // QueueCycles: cycle record, feed and event

	ActLastNumber = "LastNumber" // QueueCycles: number of the newest cycle on record
	ActStanding   = "Standing"   // QueueCycles: that, and what still runs
	ActTell       = "Tell"       // QueueCycles: a line of the feed
	ActRecall     = "Recall"     // QueueCycles: what a rerun takes over from an earlier cycle
	ActArchive    = "Archive"    // QueueCycles: keeps the history of a cycle that has ended
	ActRevert     = "Revert"     // EngineQueue: a person takes a kept mutation back
	ActPin        = "Pin"        // EngineQueue: a person pins a mutation

	ActRecordSupervisor = "RecordSupervisor" // QueueCycles: the pause and the cooldown of a world's evolution
)

// Lost names what an earlier step of a cycle had put into Redis and a later one does not find: somebody emptied Redis,
// it evicts, or the cycle was held up for longer than a draft is kept. The step that made it makes it again.
type Lost string

// What can be lost.
const (
	LostFork    Lost = "fork"    // by Observe
	LostProgram Lost = "program" // by Code and Vet
	LostRecord  Lost = "record"  // of the saved mutation, with its source: by Save
)

// Ref points to a blob kept under blob:{sha256}.
type Ref struct {
	SHA256 string `json:"sha256"`
	Size   int    `json:"size"`
}

// Empty reports whether r points nowhere.
func (r Ref) Empty() bool { return r.SHA256 == "" }

// CycleInput starts an EvolutionCycle workflow.
type CycleInput struct {
	World   string           `json:"world"`
	CycleID string           `json:"cycle_id"`
	Number  int              `json:"number"`
	Trigger EvolutionTrigger `json:"trigger"`
	Policy  CyclePolicy      `json:"policy"`
	Model   string           `json:"model,omitempty"` // another model than the worker's
	ByHand  *ByHand          `json:"by_hand,omitempty"`
	Rerun   *Rerun           `json:"rerun,omitempty"`
	Taken   *Recalled        `json:"taken,omitempty"` // what a rerun takes over
}

// ByHand is a trait that a person wrote: such a cycle plans and writes nothing.
type ByHand struct {
	Source    Ref    `json:"source"`         // a whole file, or the function alone
	Text      string `json:"text,omitempty"` // the same, for a Redis that has lost it: nobody could write it again
	TraitName string `json:"trait_name"`
	SkipTrial bool   `json:"skip_trial,omitempty"`
}

// Recalled is what a rerun takes over from the record of an earlier cycle: its plan, and its last program if it goes on
// from after the coder.
type Recalled struct {
	Trigger EvolutionTrigger `json:"trigger"`
	Plan    *EvolutionPlan   `json:"plan,omitempty"`
	Program *Program         `json:"program,omitempty"`
	Model   string           `json:"model,omitempty"` // who wrote it
}

// CyclePolicy is the part of the settings that a cycle depends on; it travels in the input, so that a replay sees the
// same values.
type CyclePolicy struct {
	TrialPairs      int     `json:"trial_pairs"`               // at first
	TrialMaxPairs   int     `json:"trial_max_pairs,omitempty"` // after doubling while the trial can't tell; 0: no doubling
	TrialTicks      int     `json:"trial_ticks"`
	CanaryTicks     int     `json:"canary_ticks"`
	CanaryAdoption  float64 `json:"canary_adoption"` // share of newborns
	Repairs         int     `json:"repairs"`         // tries to mend a program that vet refused
	Samples         int     `json:"samples"`         // fresh programs after that, and after a failed trial
	LLMTimeoutSec   int     `json:"llm_timeout_sec"`
	TickRateMs      int     `json:"tick_rate_ms"`
	TemporalUIURL   string  `json:"temporal_ui_url"`
	TemporalNS      string  `json:"temporal_namespace"`
	CooldownSec     int     `json:"cooldown_sec"`
	MinTrialSupport float64 `json:"min_trial_support"`  // lowest N with / N without
	Approval        bool    `json:"approval,omitempty"` // wait for a person's word between trial and save
}

// CycleResult ends an EvolutionCycle workflow.
type CycleResult struct {
	CycleID     string   `json:"cycle_id"`
	Outcome     Outcome  `json:"outcome"`
	Reason      string   `json:"reason"`
	MutationIDs []string `json:"mutation_ids"`
}

// TriggerRequest is the argument of the supervisor's update "trigger"; its update id is the idempotency key.
type TriggerRequest struct {
	Trigger EvolutionTrigger `json:"trigger"`
	Policy  CyclePolicy      `json:"policy"`           // holds where the supervisor's worker has none for the world
	Source  *ByHand          `json:"source,omitempty"` // a trait written by hand
	Model   string           `json:"model,omitempty"`  // another model of the same server
}

// TriggerReply is the update's result.
type TriggerReply struct {
	CycleID string `json:"cycle_id"`
}

// WorldRef names a world in an activity's input.
type WorldRef struct {
	World   string `json:"world"`
	CycleID string `json:"cycle_id"`
}

// Observation is what a cycle knows of the world when it starts.
type Observation struct {
	Tick       uint64     `json:"tick"`
	BootID     string     `json:"boot_id"`
	Generation int64      `json:"generation"`
	Fork       Ref        `json:"fork"`    // checkpoint of the world
	Summary    Ref        `json:"summary"` // Snapshot as JSON
	Traits     []TraitRef `json:"traits"`  // generated traits in the registry
	Vitals     Vitals     `json:"vitals"`  // of the last whole snapshot

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
	Asked       []string         `json:"asked,omitempty"` // what a program will be asked in its trial, for the prompt
	Model       string           `json:"model,omitempty"`
}

// PlanResult is the architect's answer.
type PlanResult struct {
	Plan   EvolutionPlan `json:"plan"`
	Model  string        `json:"model"`
	Prompt Ref           `json:"prompt"`
	Answer Ref           `json:"answer"`
}

// CodeInput asks the coder for a program, or to mend one.
type CodeInput struct {
	WorldRef
	Plan        EvolutionPlan `json:"plan"`
	Problem     Problem       `json:"problem"`
	Observation Observation   `json:"observation"`
	Attempt     int           `json:"attempt"`            // 1 for the first
	Previous    Ref           `json:"previous"`           // source that was refused or did badly
	Problems    []VetProblem  `json:"problems,omitempty"` // what vet said of it
	Feedback    string        `json:"feedback,omitempty"` // what the trial said of it
	Asked       []string      `json:"asked,omitempty"`    // what will be asked of it in its trial
	UserRequest string        `json:"wish,omitempty"`     // of the person who asked for the cycle
	Tries       []string      `json:"tries,omitempty"`    // the earlier programs, and what became of them
	Model       string        `json:"model,omitempty"`
}

// CodeResult is the coder's answer: a whole trait file.
type CodeResult struct {
	Source Ref    `json:"source"`
	Model  string `json:"model"`
	Prompt Ref    `json:"prompt"`
	Answer Ref    `json:"answer"`
	Form   string `json:"form,omitempty"` // rules, if it answered with them
}

// VetInput asks for a check of a source.
type VetInput struct {
	WorldRef
	Source    Ref            `json:"source"`
	Text      string         `json:"text,omitempty"` // of Source, if a person wrote it
	TraitName string         `json:"trait_name"`
	Problem   Problem        `json:"problem,omitempty"`
	ByHand    *EvolutionPlan `json:"by_hand,omitempty"` // a person wrote it: a bare function gets the rest of its file
	Before    string         `json:"before,omitempty"`  // mutation that it is a new version of
}

// VetProblem is one thing wrong with a source, in words that people and models can act on.
type VetProblem struct {
	Code    string `json:"code"` // such as import.forbidden
	Line    int    `json:"line"`
	Col     int    `json:"col"`
	Message string `json:"message"`
	Excerpt string `json:"excerpt,omitempty"` // the offending line
	Advice  string `json:"advice,omitempty"`  // what to write instead
}

// Verdict is what vet says of a source outside of any cycle.
type Verdict struct {
	OK            bool         `json:"ok"`
	TraitName     string       `json:"trait_name"`
	About         string       `json:"about"` // the first line of the package comment
	Hash          string       `json:"hash"`  // SHA-256 of the source that was judged
	CanonicalHash string       `json:"canonical_hash"`
	Runtime       string       `json:"runtime"` // what it runs on
	Problems      []VetProblem `json:"problems"`
	More          int          `json:"more"`             // problems beyond those listed
	Mends         []string     `json:"mends"`            // mechanical ones, before it was judged
	Source        string       `json:"source,omitempty"` // what was judged, if it was mended or completed
}

// VetResult is the verdict. A refused program is a result, not an error.
type VetResult struct {
	OK            bool         `json:"ok"`
	Source        Ref          `json:"source"` // after mechanical mends
	CodeHash      string       `json:"code_hash"`
	CanonicalHash string       `json:"canonical_hash"`
	Problems      []VetProblem `json:"problems,omitempty"`
	Mends         []string     `json:"mends,omitempty"`
	Runtime       string       `json:"runtime,omitempty"`   // what will run it: compiled or yaegi
	Duplicate     string       `json:"duplicate,omitempty"` // mutation that holds the same program
	Signature     string       `json:"signature,omitempty"` // how it acts in fixed situations
	Similar       string       `json:"similar,omitempty"`   // mutation of another trait that acts nearly the same
	// share of the situations in which it acts otherwise than Similar
	Distance float64      `json:"distance,omitempty"`
	Warnings []VetProblem `json:"warnings,omitempty"` // what is allowed but hardly meant
	// against the version before, in the unified form, cut to some thousand bytes
	Diff string `json:"diff,omitempty"`
}

// SaveInput writes a trait's file and record.
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

// SaveResult names what was written. Saving the same code for the same cycle again returns the same.
type SaveResult struct {
	MutationID string `json:"mutation_id"`
	FilePath   string `json:"file_path"`
	Version    int    `json:"version"`
}

// LoadInput hot-loads a saved mutation, fenced by world, expected generation and code hash.
type LoadInput struct {
	WorldRef
	MutationID string  `json:"mutation_id"`
	CodeHash   string  `json:"code_hash"`
	Generation int64   `json:"generation"`
	Adoption   float64 `json:"adoption"`
}

// LoadResult tells where the world stood when the trait took effect.
type LoadResult struct {
	Tick            uint64 `json:"tick"`
	Generation      int64  `json:"generation"`
	RegistryVersion int64  `json:"registry_version"`
}

// MutationRef names a mutation for Canary, Keep and Rollback. Reason is for the record.
type MutationRef struct {
	WorldRef
	MutationID string         `json:"mutation_id"`
	CodeHash   string         `json:"code_hash"`
	Reason     string         `json:"reason,omitempty"`
	Status     MutationStatus `json:"status,omitempty"` // what Rollback writes: rolled_back or failed
	Stage      string         `json:"stage,omitempty"`  // stage of the failure, for ch:mutation:failed
	Kept       string         `json:"kept,omitempty"`   // what Keep writes of it
}

// RevertInput takes a kept mutation back by a person's word.
type RevertInput struct {
	WorldRef
	RollbackRequest
}

// PinInput pins a mutation or lets it go.
type PinInput struct {
	WorldRef
	PinRequest
}

// TellInput writes one line to the feed.
type TellInput struct {
	WorldRef
	Feed FeedMessage `json:"feed"`
}

// RecallInput asks for what a rerun takes over.
type RecallInput struct {
	WorldRef       // of the earlier cycle
	From     Stage `json:"from"`
}

// SetParamInput changes parameters and returns their values from before.
type SetParamInput struct {
	WorldRef
	Params map[string]float64 `json:"params"`
	// Still names values that the parameters must still have; one that somebody has moved meanwhile stays as it is.
	Still map[string]float64 `json:"still,omitempty"`
}

// SetParamResult holds the values from before the change.
type SetParamResult struct {
	Before map[string]float64 `json:"before"`
	Tick   uint64             `json:"tick"`
}

// RecordInput writes a cycle's record as it goes on, and a line to the feed.
type RecordInput struct {
	Cycle Cycle        `json:"cycle"`
	Feed  *FeedMessage `json:"feed,omitempty"`
	Event *CycleEvent  `json:"event,omitempty"`
	// Closing ends the record of a cycle that can't do so itself any more: only the ending is taken from Cycle, and a
	// record that has ended stays as it is.
	Closing bool `json:"closing,omitempty"`
}

// CycleEvent carries at most one of the specification's events to its channel.
type CycleEvent struct {
	Trigger *EvolutionTrigger `json:"trigger,omitempty"`
	Plan    *EvolutionPlan    `json:"plan,omitempty"`
	Failed  *MutationFailed   `json:"failed,omitempty"`
}
