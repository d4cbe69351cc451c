package evolution

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
)

// Ending is a foreseen end of a cycle other than applied. Any other error ends the cycle as failed.
type Ending struct {
	Outcome genesis.Outcome
	Reason  string
	Stage   string // for ch:mutation:failed: validation, import, execution, trial or canary; "": from the record
}

// Error implements error.
func (e *Ending) Error() string { return e.Reason }

// compensation undoes one step. It must do nothing if the step did nothing.
type compensation func(s Steps, e *Ending) error

// push registers a compensation. Call it before the step that it undoes: the step may take effect and still return an
// error.
func (c *Cycle) push(undo compensation) { c.undo = append(c.undo, undo) }

// Undo reverts the steps of a cycle that did not end as applied. It runs all compensations, last step first, even if
// some of them fail.
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

// stageWord is the name that ch:mutation:failed uses for a stage.
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

// lastNote is the last feed line of a cycle. Rollback announces mutations that failed; a program that was rejected
// before it became a mutation has no mutation id, so it is announced here under the cycle's id.
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
