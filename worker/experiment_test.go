package worker_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/experiment"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

const killedExperiment = "name: killed\nseeds: 2\nworlds: starving\ncycles: 3\nlife_ticks: 400\ntrial_pairs: 2\n" +
	"trial_max_pairs: 2\ntrial_ticks: 120\neffort: 0.006\n"

// startLab starts n worker processes and returns them with clients of the servers that they share.
func startLab(t *testing.T, n int) (*supervisor.Client, *redisstore.Store, []*exec.Cmd) {
	t.Helper()
	environ := []string{
		"GENESIS_TEMPORAL_ADDRESS=" + temporaltest.Server(t).FrontendHostPort(),
		"GENESIS_REDIS_URL=redis://" + miniredis.RunT(t).Addr() + "/0", "GENESIS_LLM=synth",
	}
	s, err := config.Load(environ, "")
	if err != nil {
		t.Fatal(err)
	}
	store, err := redisstore.Open(t.Context(), s.RedisURL, s.World)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	c, err := supervisor.Dial(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	var workers []*exec.Cmd
	for range n {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), "GENESIS_TEST_WORKER="+strings.Join(environ, "\n"))
		cmd.Stderr = t.Output()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
		workers = append(workers, cmd)
	}
	return c, store, workers
}

// TestExperimentOutlivesItsWorkers has three workers run an experiment and kills two of them, each in the middle of a
// cell. The results must be exactly those of a single process.
func TestExperimentOutlivesItsWorkers(t *testing.T) {
	t.Parallel()
	c, store, workers := startLab(t, 3)
	e, err := experiment.Parse([]byte(killedExperiment))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.StartExperiment(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	eventually(t, "three workers live a cell each", 2*time.Minute, func() bool { return livingWorkers(t, c, e) == 3 })
	for _, w := range workers[:2] {
		_ = w.Process.Kill()
		_ = w.Wait()
	}
	want, err := experiment.RunHere(t.Context(), e, 1, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	if out, err := c.AwaitExperiment(ctx, e.Name); err != nil || len(out.Failed) > 0 || out.Cells != len(want) {
		t.Fatalf("%+v, %v", out, err)
	}
	record, err := store.Experiment(ctx, e.Name)
	if err != nil || record.EndedAt.IsZero() {
		t.Fatalf("the record: %+v, %v", record, err)
	}
	got, err := experiment.Load(ctx, store, record)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the results differ from those of one process (-alone +killed):\n%s", diff)
	}
}

// livingWorkers counts the workers that are running a cell.
func livingWorkers(t *testing.T, c *supervisor.Client, e genesis.Experiment) int {
	t.Helper()
	run, err := c.ExperimentRun(t.Context(), e.Name)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]bool{}
	for _, cell := range run.Cells {
		if cell.Worker != "" {
			at[cell.Worker] = true
		}
	}
	return len(at)
}
