package e2e

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// TestMigration moves molbots between two worlds while their engines are repeatedly killed at random steps. In the end
// each molbot must be in the other world exactly once. The worlds tick once a second, so that no molbot dies of natural
// causes meanwhile. GENESIS_TEST_MIGRANTS sets how many move; with 200 or more, every step coincides with the death of
// either engine.
func TestMigration(t *testing.T) {
	migrants := 6
	if text := os.Getenv("GENESIS_TEST_MIGRANTS"); text != "" {
		migrants, _ = strconv.Atoi(text)
	}
	base := newSystem(t, "GENESIS_TICK_RATE_MS=1000", "GENESIS_ANOMALY_DEATH_THRESHOLD=10",
		"GENESIS_ANOMALY_OVERPOP_THRESHOLD=100", "GENESIS_MIN_POPULATION=0", "GENESIS_MAX_ENTITIES=2000")
	temporal := startTemporal(t, base)
	url := startRedis(t, base)
	base.env = append(base.env, "GENESIS_TEMPORAL_ADDRESS="+temporal.FrontendHostPort(), "GENESIS_REDIS_URL="+url)
	base.out = &output{}
	engines := map[string]*exec.Cmd{}
	start := func(world string) {
		w := &system{dir: base.dir, out: base.out,
			env: append(slices.Clone(base.env), "GENESIS_WORLD="+world,
				"GENESIS_SEED="+map[string]string{"main": "1", "reef": "2"}[world])}
		engines[world] = w.launch(t, "engine")
	}
	start("main")
	start("reef")
	base.launch(t, "worker")
	from, to := openWorld(t, url, "main"), openWorld(t, url, "reef")
	for _, s := range []*redisstore.Store{from, to} {
		eventually(t, time.Minute, "both engines", func() bool {
			stats, alive, err := s.ReadStats(t.Context())
			return err == nil && alive && stats.Tick > 0
		})
	}
	before := census(t, from, to)
	ids, err := from.EntityIDs(t.Context())
	if err != nil || len(ids) < migrants {
		t.Fatalf("%d molbots, %v", len(ids), err)
	}
	slices.Sort(ids)
	ids = ids[:migrants]

	var runs []client.WorkflowRun
	for _, id := range ids {
		run, err := temporal.Client().ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
			ID: genesis.MigrationID("main", id), TaskQueue: genesis.QueueCycles,
		}, genesis.WorkflowMigration, genesis.MigrationInput{From: "main", To: "reef", Molbot: id})
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, run)
	}
	met := killEngines(t, temporal.Client(), runs, engines, start)
	moved := map[string]string{}
	for k, run := range runs {
		var r genesis.MigrationResult
		if err := run.Get(t.Context(), &r); err != nil || r.World != "reef" || r.Refused != "" {
			t.Fatalf("%s: %+v, %v", ids[k], r, err)
		}
		moved[ids[k]] = r.Molbot
	}
	after := census(t, from, to)
	for _, id := range ids {
		dna := before["main "+id]
		if _, still := after["main "+id]; still || after["reef "+moved[id]] != dna {
			t.Errorf("%s (%s): still there %v, as %s %q", id, dna, still, moved[id], after["reef "+moved[id]])
		}
		times := 0
		for _, other := range after {
			if other == dna {
				times++
			}
		}
		if times != 1 {
			t.Errorf("%s (%s) is there %d times", id, dna, times)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d molbots in both worlds, before %d", len(after), len(before))
	}
	for _, step := range slices.Sorted(maps.Keys(met)) {
		t.Logf("killed in %s: %d times", step, met[step])
	}
	checkMigrateCommand(t, base, temporal.FrontendHostPort(), ids[0])
}

func openWorld(t *testing.T, url, world string) *redisstore.Store {
	t.Helper()
	s, err := redisstore.Open(t.Context(), url, world)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// census returns the DNA of every molbot of both worlds, by world and id, once both have ticked again.
func census(t *testing.T, worlds ...*redisstore.Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	for k, s := range worlds {
		now, _, err := s.ReadStats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		eventually(t, time.Minute, "another picture", func() bool {
			next, alive, err := s.ReadStats(t.Context())
			return err == nil && alive && next.Tick > now.Tick+5
		})
		begin := time.Now()
		eventually(t, time.Minute, "the molbots as they are now", func() bool { // a new mirror
			age, err := s.FreshEntities(t.Context())
			return err == nil && age < time.Since(begin)
		})
		found, err := s.Census(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range found.Molbots {
			all[[]string{"main ", "reef "}[k]+e.ID] = e.DNAHash
		}
	}
	return all
}

// killEngines alternately kills and restarts the engines until all migrations are over. It returns how often each
// engine died at each pending step.
func killEngines(t *testing.T, c client.Client, runs []client.WorkflowRun, engines map[string]*exec.Cmd,
	start func(world string)) map[string]int {
	t.Helper()
	met := map[string]int{}
	random := rand.New(rand.NewPCG(1, 2))
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); {
		pending := map[string]bool{}
		open := 0
		for _, run := range runs {
			d, err := c.DescribeWorkflowExecution(t.Context(), run.GetID(), run.GetRunID())
			if err != nil {
				t.Fatal(err)
			}
			if d.GetWorkflowExecutionInfo().GetCloseTime() == nil {
				open++
			}
			for _, a := range d.GetPendingActivities() {
				pending[a.GetActivityType().GetName()] = true
			}
		}
		if open == 0 {
			return met
		}
		world := []string{"main", "reef"}[random.IntN(2)]
		_ = engines[world].Process.Kill()
		_ = engines[world].Wait() // reports the kill
		for step := range pending {
			met[fmt.Sprintf("%s/%s", strings.ToLower(step), world)]++
		}
		start(world)
		time.Sleep(time.Duration(500+random.IntN(1500)) * time.Millisecond)
	}
	t.Fatal("the migrations have no end")
	return nil
}

// checkMigrateCommand tries the mistakes a user can make, then moves the oldest molbot back.
func checkMigrateCommand(t *testing.T, s *system, temporal, gone string) {
	t.Helper()
	for _, c := range []struct {
		args []string
		want string
		code int
	}{
		{[]string{gone, "--to", "reef"}, "is not alive", 1},
		{[]string{"bob", "--to", "reef"}, "is not the id of a molbot", 1},
		{[]string{gone, "--to", "main"}, "they are already in the world main", 1},
		{[]string{gone, "--to", "nowhere"}, "no engine has ever run a world", 1},
		{[]string{gone, "--to", "NO WHERE"}, "lower-case", 1},
		{[]string{"--to", "reef"}, "--count", 1},
		{[]string{gone}, "to", 1},
		{[]string{"--count", "2", "--from", "reef", "--to", "main"}, "in the world main", 0},
	} {
		out, code := s.run(t, []string{"GENESIS_TEMPORAL_ADDRESS=" + temporal}, append([]string{"migrate"}, c.args...)...)
		if code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("genesis migrate %v ended with %d, want %d and %q:\n%s", c.args, code, c.code, c.want, out)
		}
	}
}
