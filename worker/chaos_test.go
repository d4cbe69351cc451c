package worker_test

import (
	"context"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// spawn runs a worker in a separate process.
func (s *stack) spawn() *exec.Cmd {
	s.t.Helper()
	env := []string{
		"GENESIS_WORLD=" + s.settings.World, "GENESIS_TEMPORAL_ADDRESS=" + s.settings.TemporalAddress,
		"GENESIS_REDIS_URL=" + s.settings.RedisURL, "GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL=" + s.settings.OllamaURL,
		"GENESIS_OLLAMA_MODEL=scripted", "GENESIS_LLM_TIMEOUT_SEC=20", "GENESIS_EVOLUTION_COOLDOWN_SEC=0",
		"GENESIS_TRIAL_PAIRS=2", "GENESIS_TRIAL_MAX_PAIRS=2", "GENESIS_TRIAL_TICKS=300", "GENESIS_CANARY_TICKS=300",
		"GENESIS_TICK_RATE_MS=4",
	}
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "GENESIS_TEST_WORKER="+strings.Join(env, "\n"))
	cmd.Stderr = s.t.Output()
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

func eventually(t *testing.T, what string, within time.Duration, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited %v in vain until %s", within, what)
}

// TestKilledWorkerInTheCodeStep kills the worker while the model writes. Another worker must continue the same cycle,
// and its change must be applied once.
func TestKilledWorkerInTheCodeStep(t *testing.T) {
	s := newStack(t)
	s.settings.LLMTimeoutSec = 20
	hang := make(chan struct{})
	s.model.code = func(ctx context.Context, n int) string {
		if n == 0 {
			close(hang)
			<-ctx.Done() // the connection of the killed worker
		}
		return seek
	}
	first := s.spawn()
	eventually(t, "the worker answers", 20*time.Second, func() bool {
		_, err := s.supervisor.Trigger(t.Context(), s.settings.World, "k",
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
	id := s.trigger("k")
	<-hang
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.work()
	c, err := s.end(id, 90*time.Second)
	if err != nil || c.Outcome != genesis.OutcomeApplied || c.ID != genesis.CycleID(s.settings.World, 1) {
		t.Fatalf("%s: %s %s (%v)", c.ID, c.Outcome, c.Reason, err)
	}
	if l := s.loaded(); len(l) != 1 || len(c.MutationIDs) != 1 {
		t.Errorf("loaded %d traits, mutations %v; want one", len(l), c.MutationIDs)
	}
	if plans, codes := s.model.asked(); plans != 1 || codes != 2 {
		t.Errorf("the model was asked for %d plans and %d programs; want 1 and 2", plans, codes)
	}
}

func TestRubbishModel(t *testing.T) {
	for name, test := range map[string]struct {
		plan    func(int) string
		outcome genesis.Outcome
		says    string
		kept    string
	}{
		"plan": {func(int) string { return "I am a teapot." }, genesis.OutcomeFailed, "not JSON", "failed"},
		"code": {nil, genesis.OutcomeRejected, "after 9 programs", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t)
			if test.plan != nil {
				s.model.plan = test.plan
			}
			s.model.code = func(context.Context, int) string { return "All work and no play makes Jack a dull boy." }
			s.work()
			id := s.trigger("rubbish")
			c, closed := s.end(id, 90*time.Second)
			if c.Outcome != test.outcome || !strings.Contains(c.Reason, test.says) || closed == nil {
				t.Errorf("%s: %q (%v), want %s …%s…", c.Outcome, c.Reason, closed, test.outcome, test.says)
			}
			if l := s.loaded(); len(l) != 0 {
				t.Errorf("loaded %+v", l)
			}
			if files, _ := os.ReadDir(s.mutations); len(files) != 0 {
				t.Errorf("files %v", files)
			}
			feed, err := s.store.FeedPage(t.Context(), "", 1)
			if err != nil || len(feed) != 1 || !strings.Contains(feed[0].Message, test.says) {
				t.Errorf("the feed ends with %+v, %v", feed, err)
			}
			checkListed(t, s, id, string(test.outcome))
			s.keep(id, test.kept)
		})
	}
}

// checkListed looks up a cycle by its outcome, as the Temporal UI does.
func checkListed(t *testing.T, s *stack, id, outcome string) {
	t.Helper()
	query := fmt.Sprintf("GenesisOutcome = '%s' AND GenesisWorld = '%s' AND ExecutionStatus = 'Failed'", outcome,
		s.settings.World)
	eventually(t, "Temporal lists "+id+" under "+query, 20*time.Second, func() bool {
		found, err := s.supervisor.Temporal().ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
			Namespace: s.settings.TemporalNamespace, Query: query,
		})
		return err == nil && len(found.GetExecutions()) == 1 && found.GetExecutions()[0].GetExecution().GetWorkflowId() == id
	})
}

// TestAbsentModelComesBack starts a cycle while nothing listens at the model's address.
func TestAbsentModelComesBack(t *testing.T) {
	s := newStack(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.settings.OllamaURL = "http://" + l.Addr().String()
	_ = l.Close()
	s.work()
	id := s.trigger("absent")
	eventually(t, "the feed says that the model is absent", 20*time.Second, func() bool {
		feed, _ := s.store.FeedPage(t.Context(), "", 1)
		return len(feed) == 1 && feed[0].Action == "model_absent"
	})
	back, err := net.Listen("tcp", l.Addr().String())
	if err != nil {
		t.Skipf("SKIPPED: somebody else took %s", l.Addr())
	}
	server := &httptest.Server{Listener: back, Config: s.model.Config}
	server.Start()
	defer server.Close()
	if c, err := s.end(id, 90*time.Second); err != nil || c.Outcome != genesis.OutcomeApplied || c.Attempts != 1 {
		t.Errorf("%s after %d attempts: %s (%v)", c.Outcome, c.Attempts, c.Reason, err)
	}
	s.keep(id, "waited")
}

// TestCancelInTheCanary cancels when the trait is in the world, which must be undone.
func TestCancelInTheCanary(t *testing.T) {
	s := newStack(t)
	s.settings.CanaryTicks = 100_000
	s.supervisor = s.dial()
	s.work()
	id := s.trigger("cancel")
	eventually(t, "the canary begins", 40*time.Second, func() bool {
		c, err := s.store.Cycle(t.Context(), id)
		return err == nil && c.Stage == genesis.StageCanary
	})
	if len(s.loaded()) != 1 {
		t.Fatal("nothing is loaded in the canary")
	}
	if err := s.supervisor.Cancel(t.Context(), id, genesis.Cancellation{By: "ann"}); err != nil {
		t.Fatal(err)
	}
	c, err := s.end(id, 90*time.Second)
	if c.Outcome != genesis.OutcomeCancelled || !temporal.IsCanceledError(err) {
		t.Errorf("%s (%v)", c.Outcome, err)
	}
	if l := s.loaded(); len(l) != 0 {
		t.Errorf("still loaded: %+v", l)
	}
	m, err := s.store.Mutation(t.Context(), c.MutationIDs[0])
	if err != nil || m.Status != genesis.StatusRolledBack {
		t.Errorf("record %+v, %v", m, err)
	}
	if err := s.supervisor.Cancel(t.Context(), id, genesis.Cancellation{By: "ann"}); genesis.CodeOf(
		err,
	) != genesis.CodeNotFound {
		t.Errorf("cancelling it again: %v, want not_found", err)
	}
	s.keep(id, "cancelled")
}

// TestTwoTriggers checks the supervisor's refusals as a client sees them.
func TestTwoTriggers(t *testing.T) {
	s := newStack(t)
	s.settings.EvolutionCooldownSec = 600
	s.supervisor = s.dial()
	hang := make(chan struct{})
	s.model.code = func(ctx context.Context, _ int) string {
		select {
		case <-hang:
		case <-ctx.Done():
		}
		return seek
	}
	s.work()
	id := s.trigger("first")
	_, err := s.request("second", genesis.EvolutionTrigger{Origin: genesis.OriginUser})
	if e := asGenesis(t, err); e.Code != genesis.CodeConflict || e.Details["cycle_id"] != id {
		t.Errorf("while a cycle runs: %+v", e)
	}
	close(hang)
	if c, err := s.end(id, 90*time.Second); err != nil {
		t.Fatalf("%s: %s (%v)", c.Outcome, c.Reason, err)
	}
	eventually(t, "the supervisor has seen the end", 20*time.Second, func() bool {
		state, err := s.supervisor.State(t.Context(), s.settings.World)
		return err == nil && state.Running == "" && state.Next == 2
	})
	_, err = s.request("watch", genesis.EvolutionTrigger{Origin: genesis.OriginWatcher})
	if e := asGenesis(t, err); e.Code != genesis.CodeCooldown || e.Details["retry_after_ms"].(int64) < 500_000 {
		t.Errorf("in the cooldown: %+v", e)
	}
	if again := s.trigger("third"); again != genesis.CycleID(s.settings.World, 2) {
		t.Errorf("a person in the cooldown got %s", again)
	}
}

// TestWatcherTriggers lets the watcher of a running worker detect a famine.
func TestWatcherTriggers(t *testing.T) {
	s := newStack(t)
	s.work()
	var tick uint64
	if err := s.loop.Inspect(t.Context(), func(e *engine.Engine) { tick = e.Now() }); err != nil {
		t.Fatal(err)
	}
	snap := genesis.Snapshot{
		Tick: tick, EntityCount: 100, MaxEntities: 500, DeathStarvation: 90, GeneSpread: 1, TraitSetHill: 3,
	}
	key, err := s.store.WriteSnapshot(t.Context(), snap)
	if err != nil {
		t.Fatal(err)
	}
	id := genesis.CycleID(s.settings.World, 1)
	eventually(t, "the watcher triggers a cycle", 20*time.Second, func() bool {
		// Pub/sub keeps nothing for a watcher that has not subscribed yet.
		if err := s.store.PublishTelemetry(t.Context(), genesis.TelemetryEvent{Tick: tick, SnapshotKey: key}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		c, err := s.store.Cycle(t.Context(), id)
		return err == nil && c.Trigger.ProblemType == genesis.ProblemStarvation && c.Trigger.Origin == genesis.OriginWatcher
	})
	// Against starvation a trial must show a significant gain. Two short pairs of forks may or may not show it.
	c, err := s.end(id, 90*time.Second)
	if c.Outcome != genesis.OutcomeApplied && c.Outcome != genesis.OutcomeRejected ||
		c.Trigger.Severity != genesis.SeverityCritical {
		t.Errorf("%s %s: %s (%v)", c.Trigger.Severity, c.Outcome, c.Reason, err)
	}
}

// TestNumbersGoOn loses the supervisor and all data in Redis. The next cycle must not reuse an id that Temporal knows.
func TestNumbersGoOn(t *testing.T) {
	s := newStack(t)
	s.model.plan = func(int) string { return "rubbish" }
	s.work()
	if c, _ := s.end(s.trigger("one"), 90*time.Second); c.Outcome != genesis.OutcomeFailed {
		t.Fatal(c.Outcome)
	}
	if err := s.supervisor.Temporal().TerminateWorkflow(t.Context(), genesis.SupervisorID(s.settings.World), "",
		"test"); err != nil {
		t.Fatal(err)
	}
	s.redis.FlushAll()
	eventually(t, "Temporal lists the cycle", 20*time.Second, func() bool {
		n, err := s.supervisor.NewestCycle(t.Context(), s.settings.World)
		return err == nil && n == 1
	})
	if id := s.trigger("two"); id != genesis.CycleID(s.settings.World, 2) {
		t.Errorf("the next cycle is %s", id)
	}
}
