package genesis

import "time"

// What people can say to the evolution of a world, as updates of its supervisor and signals of a running cycle. The
// field By names the person; the feed shows it.

// Names of the supervisor's updates other than UpdateTrigger, and of a cycle's signals. The update id is the
// idempotency key.
const (
	UpdatePause    = "pause_evolution"  // takes PauseRequest: no cycle starts until resume; a running one continues
	UpdateResume   = "resume_evolution" // takes PauseRequest
	UpdateRerun    = "rerun"            // takes RerunRequest, returns TriggerReply
	UpdateRollback = "rollback"         // takes RollbackRequest, returns RollbackReply
	UpdatePin      = "pin"              // takes PinRequest

	SignalVeto    = "veto"    // Veto
	SignalCancel  = "cancel"  // Cancellation
	SignalHint    = "hint"    // Hint
	SignalApprove = "approve" // Approval
)

// MaxMessageLen is the maximum length of a person's message. Reasons and hints become part of prompts [characters].
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

// RerunRequest starts a new cycle that reuses the results of an earlier one up to a stage.
type RerunRequest struct {
	CycleID string      `json:"cycle_id"`
	From    Stage       `json:"from"`            // observe, plan, code, vet or trial
	Model   string      `json:"model,omitempty"` // another model of the same server; empty: the worker's model
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

// RollbackRequest removes a kept mutation from the world, at any later time.
type RollbackRequest struct {
	MutationID string `json:"mutation_id"`
	By         string `json:"by"`
	Reason     string `json:"reason"`
}

// RollbackReply names the mutation that its bearers have instead, "" for none.
type RollbackReply struct {
	RestoredID string `json:"restored_id,omitempty"`
}

// PinRequest pins a mutation so that it is never retired to make room, or unpins it.
type PinRequest struct {
	MutationID string `json:"mutation_id"`
	Pinned     bool   `json:"pinned"`
	By         string `json:"by"`
}

// Veto is a person's decision that the change of a running cycle must not be applied.
type Veto struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Cancellation is a person's request to stop a running cycle. It is not a judgement on the change.
type Cancellation struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Hint is advice by a person to the coder of a running cycle.
type Hint struct {
	By   string `json:"by"`
	Text string `json:"text"`
}

// Approval allows a cycle that waits for it to deploy its change.
type Approval struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}
