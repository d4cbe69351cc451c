package e2e

import (
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/ai-genesis/ai-genesis"
)

// TestWorlds runs two worlds on one Redis and one Temporal, each with its own engine and gateway, and three workers
// that share the task queues, one of them only for trials. Both worlds run a cycle at the same time, the trials of a
// cycle run on more than one worker, a worker is killed during a trial, and each gateway must know only its own world.
func TestWorlds(t *testing.T) {
	base := newSystem(t, "GENESIS_TRIAL_PAIRS=6", "GENESIS_TRIAL_MAX_PAIRS=6", "GENESIS_TRIAL_TICKS=1500",
		"GENESIS_CANARY_TICKS=300", "GENESIS_EVOLUTION_COOLDOWN_SEC=0", "GENESIS_ANOMALY_DEATH_THRESHOLD=10",
		"GENESIS_ANOMALY_OVERPOP_THRESHOLD=100",
		"GOMAXPROCS=2") // so that each worker runs one trial at a time on any machine
	temporal := startTemporal(t, base)
	base.env = append(base.env, "GENESIS_TEMPORAL_ADDRESS="+temporal.FrontendHostPort(),
		"GENESIS_REDIS_URL="+startRedis(t, base))
	base.out = &output{}
	worlds := map[string]*system{"main": base.startWorld(t, "main", 1), "beta-2": base.startWorld(t, "beta-2", 2)}
	workers := map[string]*exec.Cmd{
		"first": worlds["main"].launch(t, "worker"), "second": worlds["beta-2"].launch(t, "worker"),
		"trials": base.launch(t, "worker", "--queues", "trial"),
	}
	for _, s := range worlds {
		eventually(t, time.Minute, "readiness",
			func() bool { _, err := try[map[string]any](s, "/readyz"); return err == nil })
	}

	shared, seen := map[string]bool{}, map[string][]string{}
	for round := 0; round == 0 || len(shared) < len(worlds) && round < 4; round++ {
		ids := map[string]string{}
		for name, s := range worlds {
			ids[name] = triggerCycle(t, s)
			seen[name] = append(seen[name], ids[name])
		}
		if round == 0 {
			killInTrial(t, temporal.Client(), workers, ids)
		}
		for name, s := range worlds {
			c := awaitEnd(t, s, ids[name])
			if c.Outcome == genesis.OutcomeFailed || c.World != name {
				t.Errorf("%s of the world %s: %s, because %s", c.ID, c.World, c.Outcome, c.Reason)
			}
			by := trialWorkers(t, temporal.Client(), c.ID)
			t.Logf("%s had its trials done by %v", c.ID, slices.Collect(maps.Keys(by)))
			if len(by) > 1 {
				shared[name] = true
			}
		}
	}
	if len(shared) < len(worlds) {
		t.Errorf("only in the worlds %v did more than one worker run the trials of a cycle", shared)
	}
	checkApart(t, worlds["main"], "main", seen["main"], seen["beta-2"])
	checkApart(t, worlds["beta-2"], "beta-2", seen["beta-2"], seen["main"])
}

// startWorld starts another world: its own engine and gateway, on the same Redis, Temporal and folders.
func (s *system) startWorld(t *testing.T, name string, seed int) *system {
	t.Helper()
	address := "127.0.0.1:" + strconv.Itoa(freePort(t))
	w := &system{dir: s.dir, out: s.out, url: "http://" + address}
	w.env = append(slices.Clone(s.env), "GENESIS_WORLD="+name, "GENESIS_SEED="+strconv.Itoa(seed),
		"GENESIS_HTTP_ADDR="+address)
	w.launch(t, "engine")
	w.launch(t, "gateway")
	return w
}

// killInTrial kills the first worker that is seen in the middle of a trial.
func killInTrial(t *testing.T, c client.Client, workers map[string]*exec.Cmd, cycles map[string]string) {
	t.Helper()
	eventually(t, time.Minute, "a worker in a trial", func() bool {
		for _, id := range cycles {
			described, err := c.DescribeWorkflowExecution(t.Context(), id, "")
			if err != nil {
				continue // not started yet
			}
			for _, a := range described.GetPendingActivities() {
				if a.GetActivityType().GetName() != genesis.ActTrial || a.GetState() != enums.PENDING_ACTIVITY_STATE_STARTED {
					continue
				}
				for name, w := range workers {
					if strings.HasPrefix(a.GetLastWorkerIdentity(), strconv.Itoa(w.Process.Pid)+"@") {
						_ = w.Process.Kill()
						_ = w.Wait() // reports the kill
						t.Logf("the worker %q was killed in a trial of %s", name, id)
						return true
					}
				}
			}
		}
		return false
	})
}

// trialWorkers returns how many trials of a cycle each worker has started.
func trialWorkers(t *testing.T, c client.Client, id string) map[string]int {
	t.Helper()
	by, trials := map[string]int{}, map[int64]bool{}
	events := c.GetWorkflowHistory(t.Context(), id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		if e.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName() == genesis.ActTrial {
			trials[e.GetEventId()] = true
		}
		if a := e.GetActivityTaskStartedEventAttributes(); trials[a.GetScheduledEventId()] {
			by[a.GetIdentity()]++
		}
	}
	return by
}

// checkApart asks a world's gateway and command line for everything that could belong to another world.
func checkApart(t *testing.T, s *system, world string, own, others []string) {
	t.Helper()
	if stats := get[struct{ World string }](t, s, "/api/stats"); stats.World != world {
		t.Errorf("the gateway of %s shows the world %s", world, stats.World)
	}
	var listed []string
	for _, c := range get[[]genesis.Cycle](t, s, "/api/evolution/history?limit=100") {
		listed = append(listed, c.ID)
		if !strings.HasPrefix(c.ID, "cycle-"+world+"-") {
			t.Errorf("the gateway of %s lists %s", world, c.ID)
		}
	}
	for _, id := range own {
		if !slices.Contains(listed, id) {
			t.Errorf("the gateway of %s lists %v without %s", world, listed, id)
		}
	}
	for _, id := range others {
		if _, err := try[genesis.Cycle](s, "/api/evolution/cycles/"+id); err == nil || !strings.Contains(err.Error(), "404") {
			t.Errorf("the gateway of %s answers for %s: %v", world, id, err)
		}
		if _, err := post[genesis.Cycle](s, "/api/evolution/cycles/"+id+"/veto", map[string]string{}); err == nil ||
			!strings.Contains(err.Error(), "404") {
			t.Errorf("the gateway of %s takes a veto of %s: %v", world, id, err)
		}
		if out, code := s.run(t, nil, "veto", id); code == 0 || !strings.Contains(out, "GENESIS_WORLD") {
			t.Errorf("genesis veto %s in the world %s: %d, %s", id, world, code, out)
		}
	}
	for _, m := range get[[]genesis.Mutation](t, s, "/api/mutations?limit=100") {
		if !strings.HasPrefix(m.CycleID, "cycle-"+world+"-") {
			t.Errorf("the gateway of %s lists %s of %s", world, m.ID, m.CycleID)
		}
		if m.Status == genesis.StatusApplied {
			path := filepath.FromSlash(genesis.MutationPath(world, m.TraitName, m.Version))
			if _, err := os.Stat(filepath.Join(s.dir, path)); err != nil {
				t.Errorf("the code of %s in %s: %v", m.ID, world, err)
			}
		}
	}
	out, code := s.run(t, nil, "cycles")
	for _, id := range others {
		if strings.Contains(out, id) {
			t.Errorf("genesis cycles of %s lists %s", world, id)
		}
	}
	if code != 0 || !strings.Contains(out, own[0]) {
		t.Errorf("genesis cycles of %s: %d\n%s", world, code, out)
	}
	if metrics := page(t, s, "/metrics"); !strings.Contains(metrics, `genesis_engine_up{world="`+world+`"} 1`) {
		t.Errorf("the metrics of %s do not name their world", world)
	}
	var said string
	eventually(t, 45*time.Second, "a clean bill from genesis doctor for "+world, func() bool {
		said, code = s.run(t, nil, "doctor")
		return code == 0
	})
	t.Log(said)
}

// page returns the gateway's answer as text.
func page(t *testing.T, s *system, path string) string {
	t.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", path, answer.Status, err)
	}
	return string(text)
}
