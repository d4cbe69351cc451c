package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// TestKilledAnywhere kills each process at each step of a cycle, one at a time, each time in a fresh system. The cycle
// must end with one of the defined outcomes, be applied at most once, and genesis doctor must find everything
// consistent. The whole table takes a quarter of an hour and runs with GENESIS_TEST_CHAOS=all; single cells can be
// chosen, such as load/worker.
func TestKilledAnywhere(t *testing.T) {
	wanted := os.Getenv("GENESIS_TEST_CHAOS")
	if wanted == "" {
		wanted = "trial/engine,canary/redis"
	}
	for _, stage := range []genesis.Stage{genesis.StageObserve, genesis.StagePlan, genesis.StageCode, genesis.StageVet,
		genesis.StageTrial, genesis.StageSave, genesis.StageLoad, genesis.StageCanary} {
		for _, part := range []string{"worker", "engine", "gateway", "redis", "temporal"} {
			cell := string(stage) + "/" + part
			if wanted != "all" && !slices.Contains(strings.Split(wanted, ","), cell) {
				continue
			}
			t.Run(cell, func(t *testing.T) { killDuring(t, stage, part) })
		}
	}
}

// order lists the stages, to detect that one was missed.
var order = []genesis.Stage{genesis.StageQueued, genesis.StageObserve, genesis.StagePlan, genesis.StageCode,
	genesis.StageVet, genesis.StageTrial, genesis.StageSave, genesis.StageLoad, genesis.StageCanary, genesis.StageDone}

func killDuring(t *testing.T, stage genesis.Stage, part string) {
	s := newSystem(t, "GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL="+seekerModel(t), "GENESIS_TRIAL_PAIRS=2",
		"GENESIS_TRIAL_TICKS=600", "GENESIS_CANARY_TICKS=300", "GENESIS_ANOMALY_DEATH_THRESHOLD=10",
		"GENESIS_ANOMALY_OVERPOP_THRESHOLD=100")
	s.start(t)
	store := s.store(t)
	temporal := s.temporal(t)
	id := triggerCycle(t, s)
	at := genesis.Stage("")
	deadline := time.Now().Add(3 * time.Minute)
	for slices.Index(order, at) < slices.Index(order, stage) {
		if c, err := store.Cycle(t.Context(), id); err == nil {
			at = c.Stage
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is at %s after 3 minutes", id, at)
		}
		time.Sleep(2 * time.Millisecond)
	}
	pid := s.process(t, part)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s (%d) was killed while %s was at %s", part, pid, id, at)
	var c genesis.Cycle
	eventually(t, 5*time.Minute, "the end of "+id, func() bool {
		var err error
		c, err = try[genesis.Cycle](s, "/api/evolution/cycles/"+id)
		return err == nil && c.Outcome != ""
	})
	t.Logf("%s: %s", c.Outcome, c.Reason)
	eventually(t, time.Minute, "readiness", func() bool { _, err := try[map[string]any](s, "/readyz"); return err == nil })
	if !slices.Contains(genesis.Outcomes, c.Outcome) {
		t.Errorf("%q is no ending", c.Outcome)
	}
	applied := get[[]genesis.Mutation](t, s, "/api/mutations?status=applied")
	want := 0
	if c.Outcome == genesis.OutcomeApplied && c.Plan.ActionType != genesis.ActionAdjustParams {
		want = 1
	}
	if stats := get[genesis.LoopStats](t, s, "/api/stats"); len(applied) != want || stats.ActiveTraits != want {
		t.Errorf("%s, but %d mutations are applied and %d traits loaded; want %d", c.Outcome, len(applied),
			stats.ActiveTraits, want)
	}
	env := []string{"GENESIS_TEMPORAL_ADDRESS=" + strings.TrimPrefix(temporal, "http://"),
		"GENESIS_REDIS_URL=" + s.reported(t, "Redis"), "GENESIS_HTTP_ADDR=" + strings.TrimPrefix(strings.TrimSuffix(s.url,
			"/"), "http://")}
	var said string
	eventually(t, 45*time.Second, "a clean bill from genesis doctor", func() bool {
		out, code := s.run(t, env, "doctor")
		said = out
		return code == 0
	})
	t.Log(said)
	s.stop(t)
}

// process returns the process id of a part, including parts that are not genesis processes.
func (s *system) process(t *testing.T, part string) int {
	t.Helper()
	if pid := s.child(t, part); pid != 0 {
		return pid
	}
	for pid, command := range children(t, s.cmd.Process.Pid) {
		if part == "redis" && strings.Contains(command, "redis-server") ||
			part == "temporal" && strings.Contains(command, "start-dev") {
			return pid
		}
	}
	t.Fatalf("up runs no %s", part)
	return 0
}

// seekerModel is a model that writes a useful trait after a short delay, so that no step is too fast to be hit.
func seekerModel(t *testing.T) string {
	t.Helper()
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/version":
			fmt.Fprint(w, `{"version":"0.17.4"}`)
			return
		case "/api/tags":
			fmt.Fprint(w, `{"models":[{"name":"llama3:8b","model":"llama3:8b"}]}`)
			return
		}
		var asked struct{ Messages []struct{ Content string } }
		if json.NewDecoder(r.Body).Decode(&asked) != nil || len(asked.Messages) == 0 {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		time.Sleep(500 * time.Millisecond)
		text := `{"action_type":"new_trait","trait_name":"keen_seeker","description":"seek the nearest food"}`
		if !strings.HasPrefix(asked.Messages[0].Content, "You are the Architect") {
			text = fmt.Sprintf("func Execute(m *trait.Molbot) {\n\tif food, ok := m.NearestFood(%d); ok {\n"+
				"\t\tm.ThrustToward(food.DX, food.DY, 0.8)\n\t}\n\tm.Eat()\n}",
				100+10*n.Add(1))
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"model": "llama3:8b", "message": map[string]string{"content": text},
			"done": true, "done_reason": "stop"})
	}))
	t.Cleanup(server.Close)
	return server.URL
}
