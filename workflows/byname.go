package workflows

import (
	"fmt"
	"slices"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// Anybody can start a workflow by hand (`temporal workflow start`, or "Start workflow like this one" in the UI). A
// workflow that must be unique in its world, or must wait for its turn, therefore checks how it was started. If it was
// started by hand, it fails at once and says which command to use instead.

// ChildCycle is EvolutionCycle, restricted to children of the world's supervisor.
func ChildCycle(ctx workflow.Context, in genesis.CycleInput) (genesis.CycleResult, error) {
	info := workflow.GetInfo(ctx)
	parent := info.ParentWorkflowExecution
	if parent == nil || parent.ID != genesis.SupervisorID(in.World) {
		return genesis.CycleResult{}, byHandError(
			"only the supervisor of a world starts its cycles, so that one runs at a time: " +
				"use `genesis trigger`, `genesis rerun CYCLE --from STEP`, the page, or the supervisor's update \"trigger\"",
		)
	}
	return EvolutionCycle(ctx, in)
}

// OneSupervisor is EvolutionSupervisor, restricted to the workflow id of the world's supervisor.
func (o Settings) OneSupervisor(ctx workflow.Context, in genesis.SupervisorInput) error {
	id := workflow.GetInfo(ctx).WorkflowExecution.ID
	switch {
	case !genesis.ValidWorld(in.World):
		return byHandError(
			fmt.Sprintf("%q is not a valid world name; don't start a supervisor by hand: `genesis trigger` starts it",
				in.World),
		)
	case id != genesis.SupervisorID(in.World):
		return byHandError(
			fmt.Sprintf("the supervisor of the world %s must have the workflow id %s, so that there is only one; "+
				"don't start it by hand: `genesis trigger` starts it", in.World, genesis.SupervisorID(in.World)),
		)
	}
	return o.EvolutionSupervisor(ctx, in)
}

// OneMigration is Migration, restricted to the workflow id that belongs to the molbot's migration.
func OneMigration(ctx workflow.Context, in genesis.MigrationInput) (genesis.MigrationResult, error) {
	if !genesis.ValidWorld(in.From) || !genesis.ValidWorld(in.To) || in.From == in.To || in.Molbot == "" ||
		workflow.GetInfo(ctx).WorkflowExecution.ID != genesis.MigrationID(in.From, in.Molbot) {
		return genesis.MigrationResult{}, byHandError(
			"a migration needs a molbot, two different worlds and the workflow id that `genesis migrate` gives it: " +
				"use that command",
		)
	}
	return Migration(ctx, in)
}

// OneExperiment is Experiment, restricted to the workflow id that belongs to the experiment.
func OneExperiment(ctx workflow.Context, in genesis.ExperimentInput) (genesis.ExperimentResult, error) {
	e := in.Experiment
	sizes := []int{len(e.Worlds), len(e.Seeds), len(e.Models), len(e.Arms), e.Cycles, e.Parallel}
	if !genesis.ValidExperiment(e.Name) || slices.Min(sizes) < 1 || slices.Max(sizes) > genesis.MaxCells ||
		sizes[0]*sizes[1]*sizes[2]*sizes[3] > genesis.MaxCells ||
		workflow.GetInfo(ctx).WorkflowExecution.ID != genesis.ExperimentID(e.Name) {
		return genesis.ExperimentResult{}, byHandError(
			"start an experiment with `genesis experiment run FILE`, which checks the file first",
		)
	}
	return Experiment(ctx, in)
}

func byHandError(message string) error {
	return temporal.NewNonRetryableApplicationError(message, genesis.FailByHand, nil)
}
