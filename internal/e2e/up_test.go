package e2e

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// TestUp does what a new user does: start, force a cycle, look, stop, start again.
func TestUp(t *testing.T) {
	s := newSystem(t)
	s.start(t)
	watch := watchLoop(t, s)
	cycle := applied(t, s)
	watch.check(t, cycle)

	mutation := checkMutation(t, s, cycle)
	checkBearers(t, s, mutation)
	checkFeed(t, s, cycle)
	checkReplay(t, s, cycle.ID, 0)

	before := get[genesis.LoopStats](t, s, "/api/stats")
	kids := children(t, s.cmd.Process.Pid)
	if len(kids) < 5 {
		t.Errorf("up has only the children %v", kids)
	}
	memory(t, s)
	file, said := backUp(t, s)
	s.stop(t)
	for pid, command := range kids {
		if running(pid) {
			t.Errorf("process %d outlived up: %s", pid, command)
		}
	}

	s.start(t)
	after := get[genesis.LoopStats](t, s, "/api/stats")
	if after.Tick < before.Tick || after.BootID == before.BootID {
		t.Errorf("the world did not go on: tick %d, then %d", before.Tick, after.Tick)
	}
	if again := checkMutation(t, s, cycle); again.ID != mutation.ID {
		t.Errorf("mutation %s became %s", mutation.ID, again.ID)
	}
	if kept := get[genesis.Cycle](t, s, "/api/evolution/cycles/"+cycle.ID); kept.Outcome != genesis.OutcomeApplied {
		t.Errorf("the history forgot %s: %+v", cycle.ID, kept)
	}
	s.stop(t)
	checkRestored(t, file, said, mutation, cycle)
}

// TestKilledWorker kills the worker in the middle of a cycle. up must restart it, and the cycle must end exactly once.
// The test uses the embedded Redis, which must keep the history across a restart.
func TestKilledWorker(t *testing.T) {
	s := newSystem(t, "PATH="+pathWithoutRedis(t))
	s.start(t)
	id := triggerCycle(t, s)
	eventually(t, time.Minute, "the code step", func() bool {
		c, err := try[genesis.Cycle](s, "/api/evolution/cycles/"+id)
		return err == nil && (c.Stage == genesis.StageCode || c.Stage == genesis.StageVet || c.Stage == genesis.StageTrial)
	})
	pid := s.child(t, "worker")
	if pid == 0 {
		t.Fatal("up has no worker")
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	cycle := awaitEnd(t, s, id)
	if cycle.Outcome == genesis.OutcomeFailed {
		t.Errorf("the cycle failed: %s", cycle.Reason)
	}
	if now := s.child(t, "worker"); now == 0 || now == pid {
		t.Errorf("the worker is process %d, before %d", now, pid)
	}
	if cycle.Outcome == genesis.OutcomeApplied && len(cycle.MutationIDs) == 0 {
		t.Error("applied without a mutation")
	}
	if stats := get[genesis.LoopStats](t, s, "/api/stats"); stats.ActiveTraits > 1 {
		t.Errorf("one cycle left %d generated traits", stats.ActiveTraits)
	}
	if !strings.Contains(s.out.String(), "(embedded; ") {
		t.Error("this was not the embedded Redis")
	}
	s.stop(t)
	s.start(t)
	if kept := get[genesis.Cycle](t, s, "/api/evolution/cycles/"+id); kept.Outcome != cycle.Outcome {
		t.Errorf("the embedded Redis forgot %s: %+v", id, kept)
	}
	s.stop(t)
}

// pathWithoutRedis returns the PATH of a machine without redis-server.
func pathWithoutRedis(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"go", "temporal"} {
		if path, err := exec.LookPath(name); err == nil {
			if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// TestKilledUp kills up with SIGKILL: its children must end, the world must be saved, and the next up must continue it.
func TestKilledUp(t *testing.T) {
	s := newSystem(t)
	s.start(t)
	eventually(t, 20*time.Second, "100 ticks",
		func() bool { return get[genesis.LoopStats](t, s, "/api/stats").Tick > 100 })
	before := get[genesis.LoopStats](t, s, "/api/stats")
	kids := children(t, s.cmd.Process.Pid)
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
	s.start(t)
	for pid, command := range kids {
		if running(pid) {
			t.Errorf("process %d outlived up: %s", pid, command)
		}
	}
	if after := get[genesis.LoopStats](t, s, "/api/stats"); after.Tick < before.Tick {
		t.Errorf("the world went back from tick %d to %d", before.Tick, after.Tick)
	}
	s.stop(t)
}

// TestBrowser tests the page in a real browser.
func TestBrowser(t *testing.T) {
	if _, err := os.Stat(filepath.Join(root, "frontend", "dist", "index.html")); err != nil {
		need(t, "the built visualiser: go tool task frontend")
	}
	chromium := browser(t)
	s := newSystem(t, "GENESIS_APPROVAL=true") // a person presses Approve
	s.start(t)
	npm := exec.Command("npm", "run", "--silent", "e2e")
	npm.Dir = filepath.Join(root, "frontend")
	npm.Env = append(s.env, "BASE_URL="+s.url, "CHROMIUM="+chromium)
	out, err := npm.CombinedOutput()
	t.Logf("%s", out)
	s.stop(t)
	if err != nil { // log this last, below the system's output, because people see the end of a long output
		t.Errorf("the browser tests: %v\n%s", err, failedPart(string(out)))
	}
}

// failedPart returns Vitest's report on the failed tests, or the end of its output.
func failedPart(out string) string {
	if at := strings.LastIndex(out, "Failed Tests"); at >= 0 {
		return out[at:]
	}
	return tail(out, 4000)
}

// browser finds a Chromium.
func browser(t *testing.T) string {
	t.Helper()
	if given := os.Getenv("CHROMIUM"); given != "" {
		return given
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	need(t, "a Chromium: apt-get install chromium, or CHROMIUM set to one")
	return ""
}

// loopWatch samples the loop's figures while a cycle runs, along with a ticker of the test itself, which shows what
// rate any process could have kept on this machine.
type loopWatch struct {
	s     *system
	at    time.Time
	stats genesis.LoopStats
	clock *atomic.Int64 // ticks of the test's own ticker
}

func watchLoop(t *testing.T, s *system) loopWatch {
	t.Helper()
	time.Sleep(2 * time.Second) // exclude the start
	w := loopWatch{s, time.Now(), get[genesis.LoopStats](t, s, "/api/stats"), new(atomic.Int64)}
	ticker := time.NewTicker(16 * time.Millisecond)
	t.Cleanup(ticker.Stop)
	ctx := t.Context()
	go func() {
		for {
			select {
			case <-ticker.C:
				w.clock.Add(1)
			case <-ctx.Done():
				return
			}
		}
	}()
	return w
}

// check checks that the loop kept its rate from the trigger to the end of the cycle, including trial and hot-load:
// within 1 %, or within 1 % of the test's own ticker if the machine was so busy that even this fell behind.
func (w loopWatch) check(t *testing.T, c genesis.Cycle) {
	t.Helper()
	now := get[genesis.LoopStats](t, w.s, "/api/stats")
	passed := time.Since(w.at).Seconds()
	rate, clock := float64(now.Tick-w.stats.Tick)/passed, float64(w.clock.Load())/passed
	t.Logf("loop during %s: %.2f Hz of %.2f (the test's own clock: %.2f Hz), "+
		"tick p50 %.2f ms, p99 %.2f ms, %d overruns, %d molbots",
		c.ID, rate, now.TargetHz, clock, now.TickP50Ms, now.TickP99Ms, now.Overruns-w.stats.Overruns, now.EntityCount)
	if math.Abs(rate/now.TargetHz-1) > 0.01 && rate < 0.99*clock {
		t.Errorf("the loop ran at %.2f Hz, over 1 %% off its %.2f", rate, now.TargetHz)
	}
	share := float64(now.Overruns-w.stats.Overruns) / float64(now.Tick-w.stats.Tick)
	w.checkLoad(t, share)
}

// checkLoad checks that no tick took too long while the trait was loaded. On a busy machine some ticks overrun anyway,
// so the test allows the usual number of this run plus one.
func (w loopWatch) checkLoad(t *testing.T, usual float64) {
	t.Helper()
	before, ok := w.s.passed[genesis.StageSave]
	if !ok {
		before, ok = w.s.passed[genesis.StageLoad]
	}
	after, there := w.s.passed[genesis.StageCanary]
	if !ok || !there {
		t.Log("the load was too quick to be seen from outside")
		return
	}
	ticks, overruns := after.Tick-before.Tick, float64(after.Overruns-before.Overruns)
	t.Logf("%.0f overruns in the %d ticks around the load", overruns, ticks)
	if overruns > 1+math.Ceil(usual*float64(ticks)) {
		t.Errorf("%.0f of %d ticks overran while the trait was loaded", overruns, ticks)
	}
}

func checkMutation(t *testing.T, s *system, c genesis.Cycle) genesis.Mutation {
	t.Helper()
	if len(c.MutationIDs) == 0 {
		t.Fatalf("%s was applied without a mutation", c.ID)
	}
	id := c.MutationIDs[len(c.MutationIDs)-1]
	for _, m := range get[[]genesis.Mutation](t, s, "/api/mutations?status=applied") {
		if m.ID != id {
			continue
		}
		file := filepath.Join(s.dir, "mutations", filepath.Base(m.FilePath))
		source, err := os.ReadFile(file)
		if err != nil || !strings.HasPrefix(filepath.Base(file), "trait_"+m.TraitName+"_v") {
			t.Errorf("the file of %s: %s: %v", id, m.FilePath, err)
		}
		shown := get[struct {
			SourceCode string `json:"source_code"`
		}](t, s, "/api/mutations/"+id+"/source")
		if shown.SourceCode != string(source) {
			t.Errorf("the API shows other code than %s", file)
		}
		if out, code := s.run(t, nil, "vet", file); code != 0 {
			t.Errorf("genesis vet refuses %s: %s", file, out)
		}
		return m
	}
	t.Fatalf("/api/mutations?status=applied does not list %s", id)
	return genesis.Mutation{}
}

// checkBearers waits until a molbot born after the load carries the trait.
func checkBearers(t *testing.T, s *system, m genesis.Mutation) {
	t.Helper()
	store := s.store(t)
	eventually(t, time.Minute, "a molbot with "+m.TraitName, func() bool {
		if _, err := store.FreshEntities(t.Context()); err != nil { // ask for a fresh mirror
			t.Fatal(err)
		}
		ids, err := store.EntityIDs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			e, err := store.Entity(t.Context(), id)
			if err != nil {
				continue // it has died meanwhile
			}
			for _, trait := range e.Traits {
				if strings.HasPrefix(trait, m.TraitName+"_v") {
					t.Logf("%s, born at tick %d, carries %s", e.ID, e.BornAtTick, trait)
					return true
				}
			}
		}
		return false
	})
}

func checkFeed(t *testing.T, s *system, c genesis.Cycle) {
	t.Helper()
	told := map[string]bool{}
	for _, line := range get[[]struct {
		Action   string            `json:"action"`
		Metadata map[string]string `json:"metadata"`
	}](t, s, "/api/feed?limit=100") {
		told[line.Action] = true
	}
	for _, action := range []string{
		"cycle_started", "plan_created", "code_written", "trial_passed", "canary_started", "canary_passed", "cycle_applied",
	} {
		if !told[action] {
			t.Errorf("the feed did not tell of %s; it told of %v", action, told)
		}
	}
}

func checkReplay(t *testing.T, s *system, id string, want int) {
	t.Helper()
	address := strings.TrimPrefix(s.temporal(t), "http://")
	out, code := s.run(t, []string{"GENESIS_TEMPORAL_ADDRESS=" + address}, "replay", id)
	if code != want {
		t.Errorf("genesis replay %s ended with %d:\n%s", id, code, tail(out, 3000))
	}
	t.Logf("genesis replay %s:\n%s", id, tail(out, 1500))
}

// temporal finds the address of the Temporal that up started, in its command line.
func (s *system) temporal(t *testing.T) string {
	t.Helper()
	for _, command := range children(t, s.cmd.Process.Pid) {
		fields := strings.Fields(command)
		for i, f := range fields {
			if f == "--port" && strings.Contains(command, "start-dev") {
				return "127.0.0.1:" + fields[i+1]
			}
		}
	}
	t.Fatal("up runs no Temporal")
	return ""
}

// memory logs the memory of each process.
func memory(t *testing.T, s *system) {
	t.Helper()
	for pid, command := range children(t, s.cmd.Process.Pid) {
		out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
		if err == nil {
			fields := strings.Fields(command)
			t.Logf("memory: %6s kB  %s %s", strings.TrimSpace(string(out)), filepath.Base(fields[0]), fields[1])
		}
	}
}
