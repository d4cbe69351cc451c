package workflows

import (
	"fmt"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// checkNotReset refuses the next step of a run that somebody has reset: it would work beside its supervisor, on a world
// that has gone on. The steps before the point of the reset are replayed as they were; the first one after it meets a
// new change and ends the run.
func (c *cycle) checkNotReset(ctx workflow.Context) error {
	if !isReset(ctx) {
		return nil
	}
	c.steps++
	change := fmt.Sprintf("reset-at-step-%d", c.steps)
	if workflow.GetVersion(ctx, change, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return nil
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, attrOutcome.ValueSet(genesis.OutcomeReset)); err != nil {
		return err
	}
	return temporal.NewNonRetryableApplicationError(
		fmt.Sprintf("a cycle can't be reset: the world has gone on without it. "+
			"Run it again from one of its steps with `genesis rerun %s --from STEP` or on the page; the record of the first "+
			"run is as it was", c.In.CycleID),
		genesis.FailReset,
		nil,
	)
}

func resetError(err error) error {
	if failType(err) == genesis.FailReset {
		return err
	}
	return nil
}

// isReset reports whether a run goes on from a point of another run of the same workflow.
func isReset(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return info.OriginalRunID != "" && info.OriginalRunID != info.WorkflowExecution.RunID
}
