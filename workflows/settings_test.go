package workflows

import (
	"testing"
	"time"

	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// TestTheWorkersPolicyHolds: a cycle uses the policy of its world's worker, not that of the caller.
func TestTheWorkersPolicyHolds(t *testing.T) {
	asked, own := testInput().Policy, testInput().Policy
	asked.CanaryTicks, own.CanaryTicks = 60, 7500
	last := genesis.SupervisorInput{World: "main", Next: 2, Policy: asked}
	for _, test := range []struct {
		name     string
		settings Settings
		in       genesis.SupervisorInput
		policy   genesis.CyclePolicy
		want     genesis.CyclePolicy
	}{
		{"of the world's worker", Settings{"main", own}, last, asked, own},
		{"nobody sends one", Settings{"main", own}, genesis.SupervisorInput{World: "main"}, genesis.CyclePolicy{}, own},
		{"a worker of another world", Settings{"other", own}, genesis.SupervisorInput{World: "main"}, asked, asked},
		{"only the last cycle's", Settings{"other", own}, last, genesis.CyclePolicy{}, asked},
	} {
		t.Run(test.name, func(t *testing.T) {
			env := environment(t, goodSteps())
			var got []genesis.CyclePolicy
			env.OnWorkflow(genesis.WorkflowCycle, anyArg, anyArg).Return(
				func(_ workflow.Context, in genesis.CycleInput) (genesis.CycleResult, error) {
					got = append(got, in.Policy)
					return genesis.CycleResult{}, nil
				})
			a, b := &answer{}, &answer{}
			request := genesis.TriggerRequest{Policy: test.policy}
			env.RegisterDelayedCallback(func() { env.UpdateWorkflow(genesis.UpdateTrigger, "a", a.callbacks(), request) },
				time.Second)
			env.RegisterDelayedCallback(func() {
				env.UpdateWorkflow(genesis.UpdateRerun, "b", b.callbacks(), genesis.RerunRequest{
					CycleID: "cycle-main-000001", From: genesis.StagePlan, Policy: test.policy,
				})
			}, time.Minute)
			env.RegisterDelayedCallback(env.CancelWorkflow, 2*time.Minute)
			env.ExecuteWorkflow(test.settings.EvolutionSupervisor, test.in)
			if a.err != nil || b.err != nil || len(got) != 2 || got[0] != test.want || got[1] != test.want {
				t.Errorf("%v, %v; cycles by %+v, want two by %+v", a.err, b.err, got, test.want)
			}
		})
	}
}

func TestATriggerWithoutAnyPolicyIsRefused(t *testing.T) {
	a := &answer{}
	supervise(t, time.Minute, genesis.SupervisorInput{World: "main"}, func(env *testsuite.TestWorkflowEnvironment) {
		env.RegisterDelayedCallback(func() {
			env.UpdateWorkflow(genesis.UpdateTrigger, "a", a.callbacks(), genesis.TriggerRequest{})
		}, time.Second)
	})
	if e := failure(t, a); e.Type() != string(genesis.CodeInvalid) {
		t.Errorf("refused as %s: %v", e.Type(), e)
	}
}
