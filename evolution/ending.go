package evolution

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
)

// Ending is a foreseen end of a cycle other than applied. Any other error ends a cycle as failed.
type Ending struct {
	Outcome genesis.Outcome
	Reason  string
	Stage   string // for ch:mutation:failed: validation, import, execution, trial or canary; "" for that of the record
}

// Error implements error.
func (e *Ending) Error() string { return e.Reason }

// compensation undoes one step. It must do nothing where the step did nothing.
type compensation func(s Steps, e *Ending) error

// push registers a compensation; it is called before the step that it undoes.
func (c *Cycle) push(undo compensation) { c.undo = append(c.undo, undo) }

// Undo takes back what an ending other than applied leaves behind: the cycle's steps, last one first, each whatever
// became of the others.
func (c *Cycle) Undo(s Steps, e *Ending) error {
	if e.Outcome == genesis.OutcomeApplied {
		return nil
	}
	e.Stage = cmp.Or(e.Stage, stageWord(c.Record.Stage))
	var failed []error
	for i := len(c.undo) - 1; i >= 0; i-- {
		failed = append(failed, c.undo[i](s, e))
	}
	return errors.Join(failed...)
}

// End closes the record.
func (c *Cycle) End(s Steps, e *Ending) error {
	c.Record.Outcome = e.Outcome
	if e.Reason != "" {
		c.Record.Reason = e.Reason
	}
	return s.Enter(genesis.StageDone, c.lastNote(e))
}

// stageWord is how ch:mutation:failed names the stage of a cycle.
func stageWord(s genesis.Stage) string {
	switch s {
	case genesis.StageVet:
		return "validation"
	case genesis.StageSave, genesis.StageLoad:
		return "import"
	case genesis.StageTrial:
		return "trial"
	case genesis.StageCanary:
		return "canary"
	}
	return "execution"
}

// lastNote ends a cycle in the feed. A change of code that was refused before it became a mutation is announced as
// failed here, under the cycle's id; Rollback announces the others.
func (c *Cycle) lastNote(e *Ending) Note {
	n := Note{Agent: genesis.AgentPatcher, Action: "cycle_" + string(e.Outcome), Message: c.summing(e)}
	if e.Outcome == genesis.OutcomeApplied && c.Record.Plan != nil {
		n.Data = map[string]string{"plan_id": c.Record.Plan.PlanID}
	}
	lost := e.Outcome == genesis.OutcomeRejected || e.Outcome == genesis.OutcomeFailed
	if lost && len(c.Record.MutationIDs) == 0 && c.Record.Plan != nil {
		n.Event = &genesis.CycleEvent{Failed: &genesis.MutationFailed{
			MutationID: c.In.CycleID, Error: e.Reason, Stage: e.Stage,
		}}
	}
	return n
}

func (c *Cycle) summing(e *Ending) string {
	switch e.Outcome {
	case genesis.OutcomeApplied:
		return fmt.Sprintf("Cycle %d is done: %s.", c.In.Number, c.Record.Reason)
	case genesis.OutcomeRolledBack:
		return fmt.Sprintf("Cycle %d took its change back: %s.", c.In.Number, e.Reason)
	case genesis.OutcomeVetoed, genesis.OutcomeCancelled:
		return fmt.Sprintf("Cycle %d was stopped: %s.", c.In.Number, e.Reason)
	case genesis.OutcomeRejected:
		return fmt.Sprintf("Cycle %d found nothing good enough: %s.", c.In.Number, e.Reason)
	}
	return fmt.Sprintf("Cycle %d failed: %s.", c.In.Number, e.Reason)
}
