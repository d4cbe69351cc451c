package worker

import (
	"context"
	"reflect"
	"testing"

	"go.temporal.io/sdk/activity"
	tworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities"
)

// ledger records what is registered. Only its registration methods may be called.
type ledger struct {
	tworker.Registry
	activities map[string]reflect.Type
	workflows  map[string]reflect.Type
}

func (l *ledger) RegisterActivityWithOptions(a any, o activity.RegisterOptions) {
	l.activities[o.Name] = reflect.TypeOf(a)
}

func (l *ledger) RegisterWorkflowWithOptions(w any, o workflow.RegisterOptions) {
	l.workflows[o.Name] = reflect.TypeOf(w)
}

// step returns the type of an activity from In to Out.
func step[In, Out any]() reflect.Type {
	return reflect.TypeFor[func(context.Context, In) (Out, error)]()
}

// act returns the type of an activity without a result.
func act[In any]() reflect.Type { return reflect.TypeFor[func(context.Context, In) error]() }

// TestEachActivityIsRegistered checks that every activity that the workflows call by name is registered with the right
// type.
func TestEachActivityIsRegistered(t *testing.T) {
	want := map[string]reflect.Type{
		genesis.ActLastNumber: step[genesis.WorldRef, int](),
		genesis.ActStanding:   step[genesis.WorldRef, genesis.Standing](),
		genesis.ActObserve:    step[genesis.WorldRef, genesis.Observation](),
		genesis.ActPlan:       step[genesis.PlanInput, genesis.PlanResult](),
		genesis.ActCode:       step[genesis.CodeInput, genesis.CodeResult](),
		genesis.ActVet:        step[genesis.VetInput, genesis.VetResult](),
		genesis.ActTrial:      step[genesis.TrialInput, genesis.TrialResult](),
		genesis.ActShadow:     step[genesis.ShadowInput, genesis.ShadowResult](),
		genesis.ActSave:       step[genesis.SaveInput, genesis.SaveResult](),
		genesis.ActLoad:       step[genesis.LoadInput, genesis.LoadResult](),
		genesis.ActCanary:     step[genesis.MutationRef, genesis.CanaryReading](),
		genesis.ActKeep:       act[genesis.MutationRef](),
		genesis.ActRollback:   act[genesis.MutationRef](),
		genesis.ActSetParam:   step[genesis.SetParamInput, genesis.SetParamResult](),
		genesis.ActRecord:     act[genesis.RecordInput](),
		genesis.ActTell:       act[genesis.TellInput](),
		genesis.ActRecall:     step[genesis.RecallInput, genesis.Recalled](),
		genesis.ActArchive:    act[genesis.WorldRef](),
		genesis.ActRevert:     step[genesis.RevertInput, genesis.RollbackReply](),
		genesis.ActPin:        act[genesis.PinInput](),
		genesis.ActRoom:       step[genesis.JourneyInput, genesis.Journey](),
		genesis.ActDepart:     step[genesis.JourneyInput, genesis.Journey](),
		genesis.ActArrive:     step[genesis.JourneyInput, genesis.Journey](),
		genesis.ActSettle:     step[genesis.JourneyInput, genesis.Journey](),

		genesis.ActExperimentOpen:   step[genesis.Experiment, genesis.ExperimentOpened](),
		genesis.ActExperimentCell:   act[genesis.CellInput](),
		genesis.ActExperimentClose:  act[genesis.ExperimentResult](),
		genesis.ActRecordSupervisor: act[genesis.SupervisorRecordInput](),
	}
	l := &ledger{activities: map[string]reflect.Type{}, workflows: map[string]reflect.Type{}}
	steps := Steps{LLM: &activities.LLM{}, Cycles: &activities.Cycles{}, Trials: &activities.Trials{},
		Experiments: &activities.Experiments{}}
	steps.registerCycles(l)
	steps.registerLLM(l)
	steps.registerTrial(l)
	steps.registerExperiment(l)
	RegisterEngine(l, &activities.Engine{})
	for name, kind := range want {
		if l.activities[name] != kind {
			t.Errorf("%s is registered as %v, want %v", name, l.activities[name], kind)
		}
	}
	if len(l.activities) != len(want) {
		t.Errorf("%d activities are registered, want %d", len(l.activities), len(want))
	}
	workflows := map[string]reflect.Type{
		genesis.WorkflowSupervisor: reflect.TypeFor[func(workflow.Context, genesis.SupervisorInput) error](),
		genesis.WorkflowCycle: reflect.TypeFor[func(workflow.Context, genesis.CycleInput) (genesis.CycleResult,
			error)](),
		genesis.WorkflowExperiment: reflect.TypeFor[func(workflow.Context, genesis.ExperimentInput) (genesis.ExperimentResult,
			error)](),
		genesis.WorkflowMigration: reflect.TypeFor[func(workflow.Context, genesis.MigrationInput) (genesis.MigrationResult,
			error)](),
	}
	for name, kind := range workflows {
		if l.workflows[name] != kind {
			t.Errorf("%s is registered as %v, want %v", name, l.workflows[name], kind)
		}
	}
}
