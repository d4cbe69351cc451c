package genesis

import "time"

// What people say to the evolution of a world: updates of its supervisor and signals of a running cycle. By names who
// says it; the feed shows it with the time.

// Names of the supervisor's updates, beside UpdateTrigger, and of a cycle's signals. The update id is the idempotency
// key.
const (
	UpdatePause    = "pause_evolution"  // Steer in: no cycle starts until resume; one that runs goes on
	UpdateResume   = "resume_evolution" // Steer in
	UpdateRerun    = "rerun"            // RerunRequest in, TriggerReply out
	UpdateRollback = "rollback"         // RollbackRequest in, RollbackReply out
	UpdatePin      = "pin"              // PinRequest in

	SignalVeto    = "veto"    // Veto
	SignalCancel  = "cancel"  // Cancellation
	SignalHint    = "hint"    // Hint
	SignalApprove = "approve" // Approval
)

// MaxMessageLen is how much a person may say at once; reasons and hints reach prompts [characters].
const MaxMessageLen = 500

// PauseRequest pauses or resumes the evolution of a world.
type PauseRequest struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Pause says who paused the evolution of a world, and when.
type Pause struct {
	PauseRequest
	At time.Time `json:"at"`
}

// RerunRequest starts a new cycle that takes the results of an earlier one up to a stage and goes on from there.
type RerunRequest struct {
	CycleID string      `json:"cycle_id"`
	From    Stage       `json:"from"`            // observe, plan, code, vet or trial
	Model   string      `json:"model,omitempty"` // another model of the same server; empty: the worker's
	By      string      `json:"by"`
	Policy  CyclePolicy `json:"policy"`
}

// CanRerunFrom reports whether a cycle can be rerun from a stage.
func CanRerunFrom(s Stage) bool {
	switch s {
	case StageObserve, StagePlan, StageCode, StageVet, StageTrial:
		return true
	}
	return false
}

// RollbackRequest takes a kept mutation out of the world, at any later time.
type RollbackRequest struct {
	MutationID string `json:"mutation_id"`
	By         string `json:"by"`
	Reason     string `json:"reason"`
}

// RollbackReply tells which mutation its bearers have instead, "" for none.
type RollbackReply struct {
	RestoredID string `json:"restored_id,omitempty"`
}

// PinRequest pins a mutation, so that it is never retired to make room, or lets it go again.
type PinRequest struct {
	MutationID string `json:"mutation_id"`
	Pinned     bool   `json:"pinned"`
	By         string `json:"by"`
}

// Veto is a person's word that a running cycle must come to nothing.
type Veto struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Cancellation is a person's word that a running cycle must stop, which is no judgement on it.
type Cancellation struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Hint is a person's advice to the coder of a running cycle.
type Hint struct {
	By   string `json:"by"`
	Text string `json:"text"`
}

// Approval lets a cycle that waits for it go on into the world.
type Approval struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}
