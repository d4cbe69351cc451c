package workflows

import (
	"fmt"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// checkNotReset refuses the next step of a run that somebody has reset: it would work without its supervisor, on a
// world that has moved on. The steps before the reset point replay as they were. The first step after it meets a
// version marker that the history does not have, and that ends the run.
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
		fmt.Sprintf("a cycle can't be reset, because the world has changed since. Run it again from one of its steps "+
			"with `genesis rerun %s --from STEP` or on the page; the record of the first run "+
			"stays as it is", c.In.CycleID),
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

// isReset reports whether this run was created by resetting another run of the same workflow.
func isReset(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return info.OriginalRunID != "" && info.OriginalRunID != info.WorkflowExecution.RunID
}
