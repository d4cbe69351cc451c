package workflows

import (
	"fmt"
	"slices"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// Anybody can start a workflow by hand (`temporal workflow start`, "Start workflow like this one" in the UI). What is
// to run once in a world, or in its turn, ends at once when it was started so, and says what to do instead.

// ChildCycle is EvolutionCycle for the child of a world's supervisor, and for nobody else.
func ChildCycle(ctx workflow.Context, in genesis.CycleInput) (genesis.CycleResult, error) {
	info := workflow.GetInfo(ctx)
	parent := info.ParentWorkflowExecution
	if parent == nil || parent.ID != genesis.SupervisorID(in.World) {
		return genesis.CycleResult{}, byHandError(
			"a cycle is started by the supervisor of its world, so that one runs at a time: " +
				"use `genesis trigger`, `genesis rerun CYCLE --from STEP`, the page, or the supervisor's update \"trigger\"",
		)
	}
	return EvolutionCycle(ctx, in)
}

// OneSupervisor is EvolutionSupervisor under the one name that a world's supervisor has.
func (o Settings) OneSupervisor(ctx workflow.Context, in genesis.SupervisorInput) error {
	id := workflow.GetInfo(ctx).WorkflowExecution.ID
	switch {
	case !genesis.ValidWorld(in.World):
		return byHandError(
			fmt.Sprintf("%q can't name a world; nobody need start a supervisor: `genesis trigger` does", in.World),
		)
	case id != genesis.SupervisorID(in.World):
		return byHandError(
			fmt.Sprintf("the supervisor of the world %s has the workflow id %s, so that there is one; nobody need start it: "+
				"`genesis trigger` does", in.World, genesis.SupervisorID(in.World)),
		)
	}
	return o.EvolutionSupervisor(ctx, in)
}

// OneMigration is Migration under the one name that a molbot's migration has.
func OneMigration(ctx workflow.Context, in genesis.MigrationInput) (genesis.MigrationResult, error) {
	if !genesis.ValidWorld(in.From) || !genesis.ValidWorld(in.To) || in.From == in.To || in.Molbot == "" ||
		workflow.GetInfo(ctx).WorkflowExecution.ID != genesis.MigrationID(in.From, in.Molbot) {
		return genesis.MigrationResult{}, byHandError(
			"a migration names a molbot and two worlds, and has the id that `genesis migrate` gives it: use that",
		)
	}
	return Migration(ctx, in)
}

// OneExperiment is Experiment under the one name that an experiment has.
func OneExperiment(ctx workflow.Context, in genesis.ExperimentInput) (genesis.ExperimentResult, error) {
	e := in.Experiment
	sizes := []int{len(e.Worlds), len(e.Seeds), len(e.Models), len(e.Arms), e.Cycles, e.Parallel}
	if !genesis.ValidExperiment(e.Name) || slices.Min(sizes) < 1 || slices.Max(sizes) > genesis.MaxCells ||
		sizes[0]*sizes[1]*sizes[2]*sizes[3] > genesis.MaxCells ||
		workflow.GetInfo(ctx).WorkflowExecution.ID != genesis.ExperimentID(e.Name) {
		return genesis.ExperimentResult{}, byHandError(
			"an experiment is started by `genesis experiment run FILE`, which checks the file first: use that",
		)
	}
	return Experiment(ctx, in)
}

func byHandError(message string) error {
	return temporal.NewNonRetryableApplicationError(message, genesis.FailByHand, nil)
}
