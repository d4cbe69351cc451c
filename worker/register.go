package worker

import (
	"go.temporal.io/sdk/activity"
	tworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/workflows"
)

// Steps holds the activities of a worker process.
type Steps struct {
	LLM    *activities.LLM
	Cycles *activities.Cycles
	Trials *activities.Trials

	Experiments *activities.Experiments

	Settings workflows.Settings // settings of the workflows
}

func as(r tworker.Registry, name string, f any) {
	r.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
}

// RegisterWorkflows registers all workflows with a worker or a replayer. With worker versioning, a cycle is pinned to
// the build that it began with. Supervisors live for months, and migrations and routine work may wait for days, so
// these move to the newest build, and their code may change only behind workflow.GetVersion. A replay needs no
// settings.
func RegisterWorkflows(r interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
}, s workflows.Settings) {
	for _, w := range []struct {
		name string
		run  any
		kept workflow.VersioningBehavior
	}{
		{genesis.WorkflowSupervisor, s.OneSupervisor, workflow.VersioningBehaviorAutoUpgrade},
		{genesis.WorkflowCycle, workflows.ChildCycle, workflow.VersioningBehaviorPinned},
		{genesis.WorkflowMigration, workflows.OneMigration, workflow.VersioningBehaviorAutoUpgrade},
		{genesis.WorkflowRoutine, workflows.Routine, workflow.VersioningBehaviorAutoUpgrade},
		{genesis.WorkflowExperiment, workflows.OneExperiment, workflow.VersioningBehaviorAutoUpgrade},
	} {
		r.RegisterWorkflowWithOptions(w.run, workflow.RegisterOptions{Name: w.name, VersioningBehavior: w.kept})
	}
}

func (s Steps) registerCycles(r tworker.Registry) {
	RegisterWorkflows(r, s.Settings)
	as(r, genesis.ActVet, s.Cycles.Vet)
	as(r, genesis.ActRecord, s.Cycles.Record)
	as(r, genesis.ActLastNumber, s.Cycles.LastNumber)
	as(r, genesis.ActStanding, s.Cycles.Standing)
	as(r, genesis.ActRecordSupervisor, s.Cycles.RecordSupervisor)
	as(r, genesis.ActTell, s.Cycles.Tell)
	as(r, genesis.ActRecall, s.Cycles.Recall)
	as(r, genesis.ActArchive, s.Cycles.Archive)
	as(r, genesis.ActExperimentOpen, s.Experiments.Open)
	as(r, genesis.ActExperimentClose, s.Experiments.Close)
}

func (s Steps) registerLLM(r tworker.Registry) {
	as(r, genesis.ActPlan, s.LLM.Plan)
	as(r, genesis.ActCode, s.LLM.Code)
}

func (s Steps) registerTrial(r tworker.Registry) {
	as(r, genesis.ActTrial, s.Trials.Trial)
	as(r, genesis.ActShadow, s.Trials.Shadow)
}

func (s Steps) registerExperiment(r tworker.Registry) {
	as(r, genesis.ActExperimentCell, s.Experiments.Cell)
}

// RegisterEngine registers the activities that use the engine, for a worker in the engine's own process.
func RegisterEngine(r tworker.Registry, steps *activities.Engine) {
	as(r, genesis.ActObserve, steps.Observe)
	as(r, genesis.ActSave, steps.Save)
	as(r, genesis.ActLoad, steps.Load)
	as(r, genesis.ActCanary, steps.Canary)
	as(r, genesis.ActKeep, steps.Keep)
	as(r, genesis.ActRollback, steps.Rollback)
	as(r, genesis.ActSetParam, steps.SetParam)
	as(r, genesis.ActRevert, steps.Revert)
	as(r, genesis.ActPin, steps.Pin)
	as(r, genesis.ActRoom, steps.Room)
	as(r, genesis.ActDepart, steps.Depart)
	as(r, genesis.ActArrive, steps.Arrive)
	as(r, genesis.ActSettle, steps.Settle)
}
