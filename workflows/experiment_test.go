package workflows

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"

	"github.com/ai-genesis/ai-genesis"
)

// lab stands in for the steps of an experiment. It counts calls, and one of its cells always fails.
type lab struct {
	mu           sync.Mutex
	done         []int
	lost         int // the cell whose result is lost once
	running, top int
	closed       *genesis.ExperimentResult
}

func (l *lab) open(_ context.Context, e genesis.Experiment) (genesis.ExperimentOpened, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Name == "taken" {
		return genesis.ExperimentOpened{}, temporal.NewApplicationError("choose another name", string(genesis.CodeConflict))
	}
	return genesis.ExperimentOpened{Key: "k", Done: append([]int{}, l.done...)}, nil
}

func (l *lab) cell(_ context.Context, in genesis.CellInput) error {
	l.mu.Lock()
	l.running++
	l.top = max(l.top, l.running)
	l.mu.Unlock()
	time.Sleep(2 * time.Millisecond)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	if cells := in.Experiment.Cells(); len(cells) != 1 || cells[0].Seed == 3 {
		return temporal.NewApplicationError("a defect of ours", string(genesis.CodeInternal))
	}
	if in.Cell == l.lost {
		l.lost = -1
		return nil
	}
	l.done = append(l.done, in.Cell)
	return nil
}

func (l *lab) close(_ context.Context, r genesis.ExperimentResult) error { l.closed = &r; return nil }

func (l *lab) run(t *testing.T, id string, e genesis.Experiment) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is not a deadlock
	env.SetTestTimeout(time.Minute)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: id, TaskQueue: "q"})
	env.RegisterActivityWithOptions(l.open, activity.RegisterOptions{Name: genesis.ActExperimentOpen})
	env.RegisterActivityWithOptions(l.cell, activity.RegisterOptions{Name: genesis.ActExperimentCell})
	env.RegisterActivityWithOptions(l.close, activity.RegisterOptions{Name: genesis.ActExperimentClose})
	env.ExecuteWorkflow(OneExperiment, genesis.ExperimentInput{Experiment: e})
	return env
}

var someExperiment = genesis.Experiment{Name: "some", Worlds: []string{"w"}, Seeds: []uint64{1, 2, 3, 4, 5, 6, 7},
	Models: []string{"synth"}, Arms: []string{"none", "random"}, Cycles: 1, Parallel: 3}

// TestExperimentEndsWithEveryCell: cells that have a result are not run again, a cell whose result is lost is, a cell
// that fails for good is reported, and no more cells run at once than the experiment allows.
func TestExperimentEndsWithEveryCell(t *testing.T) {
	t.Parallel()
	l := &lab{done: []int{0, 1, 13}, lost: 6}
	env := l.run(t, "experiment-some", someExperiment)
	var out genesis.ExperimentResult
	if err := env.GetWorkflowResult(&out); err != nil {
		t.Fatal(err)
	}
	if len(l.done) != 12 || l.lost != -1 {
		t.Errorf("cells with a result: %v", l.done)
	}
	if len(out.Failed) != 2 || out.Failed[0].Reason == "" || !strings.HasPrefix(out.Failed[0].Name, "w-3-synth-") ||
		l.closed == nil || len(l.closed.Failed) != 2 {
		t.Errorf("cells that failed: %+v; in the record: %+v", out.Failed, l.closed)
	}
	if l.top < 2 || l.top > 3 {
		t.Errorf("%d cells ran at once, of 3", l.top)
	}
}

func TestExperimentRefuses(t *testing.T) {
	t.Parallel()
	taken, huge := someExperiment, someExperiment
	taken.Name, huge.Parallel = "taken", 1<<40
	for _, c := range []struct {
		id, says string
		e        genesis.Experiment
	}{
		{"experiment-taken", "choose another name", taken},
		{"another-id", "genesis experiment run FILE", someExperiment},
		{"experiment-some", "genesis experiment run FILE", huge},
		{"experiment-", "genesis experiment run FILE", genesis.Experiment{}},
	} {
		l := &lab{lost: -1}
		err := l.run(t, c.id, c.e).GetWorkflowError()
		if err == nil || !strings.Contains(err.Error(), c.says) || l.top != 0 {
			t.Errorf("%s: %v, %d cells", c.id, err, l.top)
		}
	}
}
