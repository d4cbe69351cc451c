package workflows

import (
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// Routine does what a schedule asks for: it triggers a cycle or backs the world up. An error ends this run as failed,
// with the reason; the next scheduled run starts afresh.
func Routine(ctx workflow.Context, in genesis.RoutineInput) (out genesis.RoutineResult, err error) {
	if err := in.Check(); err != nil {
		return out, temporal.NewNonRetryableApplicationError(err.Error(), string(genesis.CodeInvalid), nil)
	}
	in.Key = workflow.GetInfo(ctx).WorkflowExecution.RunID
	act, options := genesis.ActAskCycle, askOptions
	if in.Does == genesis.RoutineBackup {
		act, options = genesis.ActBackup, backupOptions
	}
	ctx = workflow.WithActivityOptions(ctx, options(in.World, string(in.Does)+" by the schedule "+in.Name))
	if err := workflow.ExecuteActivity(ctx, act, in).Get(ctx, &out); err != nil {
		return out, temporal.NewNonRetryableApplicationError(words(err), failType(err), nil)
	}
	return out, nil
}
