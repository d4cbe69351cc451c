package workflows

import (
	"cmp"
	"context"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"

	"github.com/ai-genesis/ai-genesis"
)

func TestRoutine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		in   genesis.RoutineInput
		step string
		fail string // the step's error
		want string // the workflow's error
	}{
		{"a cycle", genesis.RoutineInput{World: "main", Name: "a", Does: genesis.RoutineCycle}, genesis.ActAskCycle, "", ""},
		{"a backup", genesis.RoutineInput{World: "main", Name: "a", Does: genesis.RoutineBackup, Keep: 3}, genesis.ActBackup,
			"", ""},
		{"a backup that fails", genesis.RoutineInput{World: "main", Name: "a", Does: genesis.RoutineBackup, Keep: 3},
			genesis.ActBackup, "the disk is full", "the disk is full"},
		{"started by hand with nonsense", genesis.RoutineInput{World: "main", Name: "a", Does: "dishes"}, "", "", "dishes"},
	} {
		var suite testsuite.WorkflowTestSuite
		env := suite.NewTestWorkflowEnvironment()
		env.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is not a deadlock
		var got genesis.RoutineInput
		asked := 0
		env.RegisterActivityWithOptions(
			func(_ context.Context, in genesis.RoutineInput) (out genesis.RoutineResult, err error) {
				asked, got = asked+1, in
				if c.fail != "" {
					return out, temporal.NewApplicationError(c.fail, string(genesis.CodeInternal))
				}
				return genesis.RoutineResult{File: "f"}, nil
			},
			activity.RegisterOptions{Name: cmp.Or(c.step, genesis.ActBackup)},
		)
		env.ExecuteWorkflow(Routine, c.in)
		err := env.GetWorkflowError()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if c.step != "" && (got.Key == "" || got.Does != c.in.Does) || c.step == "" && asked > 0 ||
			c.fail != "" && asked != 3 {
			t.Errorf("%s: asked %d times for %+v", c.name, asked, got)
		}
	}
}
