package worker_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	enums "go.temporal.io/api/enums/v1"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

const releases = 10

// TestTenReleases rolls ten releases of the program through one living world. Each has a different cycle workflow from
// the previous one, without any use of workflow.GetVersion. A cycle that runs while the next release starts must end
// with the build that it began with, the supervisor must pass through all builds in one run, no replay may fail, and no
// cycle may be lost. Then the last worker is killed in the middle of a cycle, and the next release must adopt the
// cycle.
func TestTenReleases(t *testing.T) {
	if os.Getenv("GENESIS_TEST_RELEASES") == "" {
		t.Skip("SKIPPED: go tool task releases runs this; it takes some minutes")
	}
	t.Parallel()
	s := newStackAt(t, miniredis.RunT(t).Addr(),
		temporaltest.Server(t).FrontendHostPort()) // builds belong to a server rather than to a world
	trait := s.model.plan
	s.model.plan = func(n int) string { // a new trait, then parameters: each takes a trial and a canary
		if n == 0 {
			return trait(n)
		}
		return fmt.Sprintf(`{"action_type":"adjust_params","description":"more food","params":{"resource_spawn_rate":%g}}`,
			0.05+0.01*float64(n))
	}
	r := roll{stack: s, dir: t.TempDir()}
	for n := 1; n <= releases+1; n++ {
		r.release(n)
	}
	worker, build := r.start(1), version(1)
	for n := 1; n <= releases; n++ {
		hang := make(chan struct{})
		s.model.hold(hang)
		id := r.ask(n)
		next, name := r.start(n+1), version(n+1)
		if n == releases { // the last worker dies; the release that adopts the cycle has the same workflows
			_ = worker.Process.Kill()
		}
		close(hang)
		c, err := s.end(id, 10*time.Minute) // a trial whose worker dies restarts once its heartbeat is missed
		if c.Outcome == "" || c.Outcome == genesis.OutcomeFailed || c.Outcome == genesis.OutcomeCancelled {
			t.Fatalf("release %d: %s ended %s: %s (%v)", n, id, c.Outcome, c.Reason, err)
		}
		t.Logf("%s began with %s and ended %s: %s", id, build, c.Outcome, c.Reason)
		if n < releases {
			r.ranOn(id, build)
			if err := worker.Process.Signal(syscall.SIGTERM); err != nil {
				t.Error(err)
			}
		} else {
			r.ranOn(id, build, name)
		}
		_ = worker.Wait()
		if n == 1 {
			if out, err := r.run(2, "replay", id); err == nil || !strings.Contains(out, "decides otherwise") {
				t.Errorf("release 2 replays a cycle of release 1, which it should not be able to: %v\n%s", err, out)
			}
		}
		if out, err := r.run(n, "replay", id); err != nil {
			t.Errorf("%s replay %s: %v\n%s", build, id, err, out)
		}
		worker, build = next, name
	}
	r.ranOn(genesis.SupervisorID(s.settings.World), r.names(1, releases+1)...)
	for n := 1; n <= releases; n++ {
		c, err := s.store.Cycle(t.Context(), genesis.CycleID(s.settings.World, n))
		if err != nil || c.Outcome == "" {
			t.Errorf("cycle %d: outcome %q, %v", n, c.Outcome, err)
		}
	}
}

// roll builds and runs releases of the program.
type roll struct {
	*stack
	dir string
}

func (r roll) names(from, to int) (names []string) {
	for n := from; n <= to; n++ {
		names = append(names, version(n))
	}
	return names
}

// release returns the program of release n. In every second release, and in the one after the last, a cycle first waits
// for a millisecond. Linking takes minutes on a busy machine, so both variants are linked once, and the version that
// the linker wrote is overwritten in copies.
func (r roll) release(n int) string {
	r.t.Helper()
	path := filepath.Join(r.dir, version(n))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	built, args := filepath.Join(r.dir, "plain"), []string{}
	if n%2 == 0 || n > releases {
		built, args = filepath.Join(r.dir, "changed"), []string{"-overlay", r.changed()}
	}
	program, err := os.ReadFile(built)
	if err != nil {
		args = append(
			[]string{
				"build", "-buildvcs=false", "-ldflags", "-s -w -X github.com/ai-genesis/ai-genesis.build=" + version(0), "-o",
				built,
			},
			args...)
		if out, err := exec.Command("go",
			append(args, "github.com/ai-genesis/ai-genesis/cmd/genesis")...).CombinedOutput(); err != nil {
			r.t.Fatalf("build release %d: %v\n%s", n, err, out)
		}
		if program, err = os.ReadFile(built); err != nil {
			r.t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, bytes.ReplaceAll(program, []byte(version(0)), []byte(version(n))), 0o700); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// version returns the version of release n. All versions have the same length.
func version(n int) string { return fmt.Sprintf("release-%02d", n) }

// changed returns an overlay for go build in which a cycle has an additional step.
func (r roll) changed() string {
	r.t.Helper()
	source, err := filepath.Abs(filepath.Join("..", "workflows", "cycle.go"))
	if err != nil {
		r.t.Fatal(err)
	}
	text, err := os.ReadFile(source)
	if err != nil {
		r.t.Fatal(err)
	}
	const before = "\twork, stop := workflow.WithCancel(ctx)\n"
	if strings.Count(string(text), before) != 1 {
		r.t.Fatalf("%s does not have the line %q once: this test has to change another one", source, before)
	}
	other := filepath.Join(r.dir, "cycle.go")
	r.write(other, strings.Replace(string(text), before, "\t_ = workflow.Sleep(ctx, 1_000_000)\n"+before, 1))
	overlay := filepath.Join(r.dir, "overlay.json")
	list, err := json.Marshal(map[string]map[string]string{"Replace": {source: other}})
	if err != nil {
		r.t.Fatal(err)
	}
	r.write(overlay, string(list))
	return overlay
}

func (r roll) write(path, text string) {
	r.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

func (r roll) command(n int, args ...string) *exec.Cmd {
	cmd := exec.Command(r.release(n), args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(),
		"GENESIS_WORLD="+r.settings.World, "GENESIS_TEMPORAL_ADDRESS="+r.settings.TemporalAddress,
		"GENESIS_REDIS_URL="+r.settings.RedisURL, "GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL="+r.settings.OllamaURL,
		"GENESIS_OLLAMA_MODEL=scripted", "GENESIS_EVOLUTION_COOLDOWN_SEC=0", "GENESIS_DATA_DIR="+r.dir)
	return cmd
}

func (r roll) run(n int, args ...string) (string, error) {
	r.t.Helper()
	out, err := r.command(n, args...).CombinedOutput()
	return string(out), err
}

// start runs the worker of release n and waits until new cycles go to it.
func (r roll) start(n int) *exec.Cmd {
	r.t.Helper()
	cmd := r.command(n, "worker")
	cmd.Stdout, cmd.Stderr = r.t.Output(), r.t.Output()
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	eventually(r.t, fmt.Sprintf("release %d is current", n), 3*time.Minute, func() bool {
		now, err := r.supervisor.Builds(r.t.Context())
		return err == nil && now.Current == version(n)
	})
	return cmd
}

// ask triggers cycle n and waits until its model is asked.
func (r roll) ask(n int) (id string) {
	r.t.Helper()
	plans, _ := r.model.asked()
	eventually(r.t, "a cycle is accepted", 30*time.Second, func() (ok bool) {
		var err error
		id, err = r.supervisor.Trigger(r.t.Context(), r.settings.World, fmt.Sprint(n),
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
	eventually(r.t, id+" asks the model", time.Minute, func() bool { now, _ := r.model.asked(); return now > plans })
	return id
}

// ranOn checks that a workflow ran on these builds in this order and that none of its tasks failed. The task after the
// end of a cycle may wait some seconds in the sticky queue of a killed worker.
func (r roll) ranOn(id string, want ...string) {
	r.t.Helper()
	var ran []string
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		if ran = r.builds(id); slices.Equal(ran, want) {
			return
		}
	}
	r.t.Errorf("%s ran on %v, want %v", id, ran, want)
}

// builds lists the builds on which a workflow ran.
func (r roll) builds(id string) (ran []string) {
	r.t.Helper()
	events := r.supervisor.Temporal().GetWorkflowHistory(r.t.Context(), id, "", false,
		enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			r.t.Fatal(err)
		}
		switch e.GetEventType() {
		case enums.EVENT_TYPE_WORKFLOW_TASK_FAILED:
			r.t.Errorf("%s: a task failed: %v", id, e.GetWorkflowTaskFailedEventAttributes().GetFailure().GetMessage())
		case enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
			build := e.GetWorkflowTaskCompletedEventAttributes().GetDeploymentVersion().GetBuildId()
			if len(ran) == 0 || ran[len(ran)-1] != build {
				ran = append(ran, build)
			}
		}
	}
	return ran
}
