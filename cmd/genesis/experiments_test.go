package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// experimentStep is a command about experiments and its expected output.
type experimentStep struct {
	args   []string
	status int
	says   string
}

// check repeats the command until its output is as expected, because workers take a moment to act.
func (s experimentStep) check(t *testing.T, environ []string) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		out, said, status := experimentCommand(environ, s.args...)
		if status == s.status && strings.Contains(out+said, s.says) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v: status %d: %s%s; want %d, …%s…", s.args, status, out, said, s.status, s.says)
		}
	}
}

// TestExperimentCommands runs an experiment through a worker and a real Temporal: it is started before there is a
// worker, stopped, resumed, reported and removed.
func TestExperimentCommands(t *testing.T) {
	environ := []string{
		"GENESIS_TEMPORAL_ADDRESS=" + temporaltest.Server(t).FrontendHostPort(),
		"GENESIS_REDIS_URL=redis://" + miniredis.RunT(t).Addr(), "GENESIS_DATA_DIR=" + t.TempDir(), "GENESIS_LLM=synth",
	}
	file, dir := experimentFile(t, oneCell), filepath.Join(t.TempDir(), "out")
	check := func(status int, says string, args ...string) {
		t.Helper()
		experimentStep{args, status, says}.check(t, environ)
	}
	check(0, "there are no experiments; genesis experiment run FILE creates one", "ls")
	check(0, "no worker serves the queue experiment now", "run", file, "--detach")
	check(1, "there is an experiment one already", "run", file)
	check(0, "0 of 1  running", "ls")
	check(1, "the experiment one runs: stop it first", "rm", "one")

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	p := &program{stdout: io.Discard, stderr: io.Discard, environ: environ}
	go func() { ended <- p.run(ctx, []string{"worker", "--queues", "genesis,experiment"}) }()
	t.Cleanup(func() { stop(); <-ended })
	check(0, "starving-1-synth-none: 0 of 1 cycles, by ", "show", "one")
	check(0, "experiment one stops", "stop", "one")
	check(0, "stopped: genesis experiment resume one goes on\n0 of 1 cells have a result\n", "show", "one")
	check(0, "experiment one resumes: 1 cells are missing", "resume", "one")
	check(0, "1 of 1  done\n", "ls")
	check(0, "starving  synth  none  1      0.3", "show", "one")
	check(1, "the experiment one does not run: done", "stop", "one")
	check(1, "all cells of the experiment one have a result: genesis experiment report one", "resume", "one")
	check(0, "1 of 1 cells are in "+dir, "report", "one", "--out", dir)
	if _, err := os.Stat(filepath.Join(dir, "report.html")); err != nil {
		t.Error(err)
	}
	check(0, "experiment one is removed", "rm", "one")
	check(1, `there is no experiment "one"`, "show", "one")
	check(0, "1 of 1 cells", "run", file, "--out", dir) // waits for the end, and replaces the earlier folder
	check(0, "experiment one is removed", "rm", "one")
	checkLeftRunning(t, environ, file)
}

// checkLeftRunning checks that interrupting the wait does not end the experiment.
func checkLeftRunning(t *testing.T, environ []string, file string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var said strings.Builder
	p := &program{stdout: io.Discard, environ: environ}
	p.stderr = writerFunc(func(b []byte) (int, error) {
		if strings.Contains(string(b), "it goes on without this command") {
			stop()
		}
		return said.Write(b)
	})
	status := p.run(ctx, []string{"experiment", "run", file, "--out", filepath.Join(t.TempDir(), "out")})
	const want = "stopped waiting; the experiment goes on: genesis experiment show one"
	if status != 1 || !strings.Contains(said.String(), want) {
		t.Fatalf("status %d: %s", status, said.String())
	}
	experimentStep{[]string{"ls"}, 0, "1 of 1  done"}.check(t, environ)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
