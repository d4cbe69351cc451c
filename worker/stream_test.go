package worker_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	tworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
	"github.com/ai-genesis/ai-genesis/workflows"
)

// shortCycles serves the supervisor with cycles that end at once, on the cycle queue of a separate namespace.
func shortCycles(t *testing.T, c client.Client) {
	t.Helper()
	w := tworker.New(c, genesis.QueueCycles, tworker.Options{WorkerStopTimeout: time.Second})
	w.RegisterWorkflowWithOptions(workflows.Settings{}.EvolutionSupervisor,
		workflow.RegisterOptions{Name: genesis.WorkflowSupervisor})
	w.RegisterWorkflowWithOptions(func(workflow.Context, genesis.CycleInput) (genesis.CycleResult, error) {
		return genesis.CycleResult{Outcome: genesis.OutcomeApplied}, nil
	}, workflow.RegisterOptions{Name: genesis.WorkflowCycle})
	w.RegisterActivityWithOptions(
		func(context.Context, genesis.WorldRef) (genesis.Standing, error) { return genesis.Standing{}, nil },
		activity.RegisterOptions{Name: genesis.ActStanding},
	)
	w.RegisterActivityWithOptions(func(context.Context, genesis.WorldRef) error { return nil },
		activity.RegisterOptions{Name: genesis.ActArchive})
	w.RegisterActivityWithOptions(func(context.Context, genesis.SupervisorRecordInput) error { return nil },
		activity.RegisterOptions{Name: genesis.ActRecordSupervisor})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Stop)
}

// briefServer returns the address of a Temporal that suggests continue-as-new after only a few cycles.
func briefServer(t *testing.T) string {
	t.Helper()
	server := temporaltest.Server(t, "--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=60")
	return server.FrontendHostPort()
}

// TestContinueAsNewUnderTriggers sends more triggers than one run of the supervisor accepts, from several clients at
// once and each key twice. Every key must get one cycle, every cycle must start once, and none may be lost.
func TestContinueAsNewUnderTriggers(t *testing.T) {
	t.Parallel()
	s, err := config.Load(
		[]string{"GENESIS_WORLD=stream", "GENESIS_TEMPORAL_ADDRESS=" + briefServer(t), "GENESIS_EVOLUTION_COOLDOWN_SEC=0"},
		"",
	)
	if err != nil {
		t.Fatal(err)
	}
	c, err := supervisor.Dial(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	shortCycles(t, c.Temporal())
	const clients, each = 3, 8
	ids := make([]map[string]string, clients)
	var group sync.WaitGroup
	for n := range clients {
		group.Go(func() { ids[n] = stream(t, c, n, each) })
	}
	group.Wait()
	cycles := map[string]bool{}
	for _, some := range ids {
		for key, id := range some {
			if id == "" || cycles[id] {
				t.Errorf("key %s got the cycle %q, somebody else's or none", key, id)
			}
			cycles[id] = true
		}
	}
	for n := 1; n <= clients*each; n++ {
		id := genesis.CycleID("stream", n)
		if !cycles[id] {
			t.Errorf("nobody was given %s", id)
		}
		eventually(t, id+" ends", 20*time.Second, func() bool {
			e, err := c.Ending(t.Context(), id)
			return err == nil && !e.Running
		})
	}
	checkRuns(t, c, clients*each)
}

// stream sends each key until it is accepted, and then once more.
func stream(t *testing.T, c *supervisor.Client, n, each int) map[string]string {
	got := map[string]string{}
	for i := range each {
		key := fmt.Sprintf("client-%d-%d", n, i)
		for range 2 {
			id := insist(t, c, key)
			if first := got[key]; first != "" && first != id {
				t.Errorf("key %s got %s, and then %s", key, first, id)
			}
			got[key] = id
		}
		if i%4 == 3 {
			time.Sleep(1500 * time.Millisecond) // people pause, too
		}
	}
	return got
}

// insist triggers until no other cycle is in the way.
func insist(t *testing.T, c *supervisor.Client, key string) string {
	if t.Failed() {
		return "" // the first refusal shows it; every other key would wait as long
	}
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		id, err := c.Trigger(t.Context(), "stream", key, genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		if err == nil {
			return id
		}
		if code := genesis.CodeOf(err); code != genesis.CodeConflict && code != genesis.CodeUnavailable &&
			code != genesis.CodeNotFound {
			t.Errorf("trigger %s: %v", key, err)
			return ""
		}
	}
	t.Errorf("trigger %s was never accepted", key)
	return ""
}

// checkRuns checks that the supervisor continued as new and that no cycle ran twice.
func checkRuns(t *testing.T, c *supervisor.Client, cycles int) {
	t.Helper()
	count := func(query string) int64 {
		found, err := c.Temporal().CountWorkflow(t.Context(),
			&workflowservice.CountWorkflowExecutionsRequest{Namespace: "default", Query: query})
		if err != nil {
			return -1
		}
		return found.GetCount()
	}
	eventually(t, "the supervisor has continued as new", 20*time.Second, func() bool {
		return count(fmt.Sprintf("WorkflowId = '%s'", genesis.SupervisorID("stream"))) >= 2
	})
	eventually(t, "every cycle has run once", 20*time.Second, func() bool {
		return count("WorkflowId STARTS_WITH 'cycle-stream-'") == int64(cycles)
	})
}
