package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// endRecorded reports whether a cycle that ended with err has already recorded its outcome and undone its changes.
func endRecorded(err error) bool {
	if err == nil || temporal.IsCanceledError(err) {
		return true
	}
	kind := genesis.Outcome(failType(err))
	return kind == genesis.OutcomeRejected || kind == genesis.OutcomeFailed
}

// cleanUp finishes a cycle that could not do so itself because it was terminated from outside or never began: it closes
// the cycle's record and removes its unproven mutation from the world. Like the cycle's own compensation, it runs on a
// disconnected context.
func (s *supervisor) cleanUp(ctx workflow.Context, in genesis.CycleInput, started time.Time, err error) {
	if workflow.GetVersion(ctx, "clear-up", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return
	}
	ctx, stop := workflow.NewDisconnectedContext(ctx)
	defer stop()
	reason := externalReason(err)
	record := workflow.WithActivityOptions(ctx, recordOptions("close "+in.CycleID))
	failed := workflow.ExecuteActivity(record, genesis.ActRecord, closingRecord(ctx, in, started, reason)).Get(ctx, nil)
	if !isStarted(err) { // if it has, the other run undoes its own changes
		ref := genesis.MutationRef{
			WorldRef: genesis.WorldRef{World: in.World, CycleID: in.CycleID},
			Reason:   reason, Stage: "execution", Status: genesis.StatusFailed,
		}
		undo := workflow.WithActivityOptions(ctx, undoOptions(in.World, "take out what "+in.CycleID+" left"))
		failed = errors.Join(failed, workflow.ExecuteActivity(undo, genesis.ActRollback, ref).Get(ctx, nil))
	}
	if failed != nil {
		workflow.GetLogger(ctx).Error("can't clean up after a cycle", "cycle", in.CycleID, "error", failed)
	}
}

func closingRecord(ctx workflow.Context, in genesis.CycleInput, started time.Time, reason string) genesis.RecordInput {
	now := workflow.Now(ctx)
	return genesis.RecordInput{
		Closing: true,
		Cycle: genesis.Cycle{
			ID: in.CycleID, World: in.World, Trigger: in.Trigger, Stage: genesis.StageDone, MutationIDs: []string{},
			Outcome: genesis.OutcomeFailed, Reason: reason, StartedAt: started, EndedAt: &now,
		},
		Feed: &genesis.FeedMessage{
			Agent: genesis.AgentPatcher, Action: "cycle_failed", Timestamp: float64(now.UnixMilli()) / 1000,
			Message:  fmt.Sprintf("Cycle %d failed: %s.", in.Number, reason),
			Metadata: map[string]string{"cycle_id": in.CycleID},
		},
	}
}

// externalReason describes, for people, what ended a cycle.
func externalReason(err error) string {
	if _, ok := errors.AsType[*temporal.TerminatedError](err); ok {
		return "it was terminated from outside"
	}
	if isStarted(err) {
		return "a cycle with that number already exists"
	}
	return words(err)
}

func isStarted(err error) bool {
	_, ok := errors.AsType[*temporal.ChildWorkflowExecutionAlreadyStartedError](err)
	return ok
}
