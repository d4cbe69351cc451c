package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

var root = filepath.Join("..", "..")

// binary builds the program once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "genesis-e2e-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "genesis")
	out, err := exec.Command("go", "build", "-o", path, "github.com/ai-genesis/ai-genesis/cmd/genesis").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// need skips the test if a program is missing, or fails it where all programs are required.
func need(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" || os.Getenv("GENESIS_TEST_STRICT") != "" {
		t.Fatalf("this test needs %s", what)
	}
	t.Skipf("SKIPPED: this test needs %s", what)
}

// system is one running `genesis up` with its folders.
type system struct {
	dir string
	env []string
	cmd *exec.Cmd
	out *output
	url string // of the gateway

	passed map[genesis.Stage]genesis.LoopStats // the loop's figures when the last cycle reached a stage
}

func newSystem(t *testing.T, settings ...string) *system {
	t.Helper()
	if testing.Short() {
		t.Skip("the whole system is not tested with -short")
	}
	dir := t.TempDir()
	web, err := filepath.Abs(filepath.Join(root, "frontend", "dist"))
	if err != nil {
		t.Fatal(err)
	}
	env := append(withoutSettings(os.Environ()), "GENESIS_DATA_DIR="+filepath.Join(dir, "data"),
		"GENESIS_MUTATIONS_DIR="+filepath.Join(dir, "mutations"), "GENESIS_WEB_DIR="+web, "GENESIS_HTTP_ADDR=127.0.0.1:0",
		"GENESIS_UP_TEMPORAL_PORT=0", "GENESIS_UP_TEMPORAL_UI_PORT=0", "GENESIS_UP_REDIS_PORT=0", "GENESIS_LLM=synth",
		"GENESIS_TRIAL_PAIRS=4", "GENESIS_TRIAL_MAX_PAIRS=4", "GENESIS_TRIAL_TICKS=1200", "GENESIS_CANARY_TICKS=800")
	s := &system{dir: dir, env: append(env, settings...)}
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("what the system said:\n%s", tail(s.out.String(), 12_000))
		}
	})
	return s
}

// start runs up and waits for its report.
func (s *system) start(t *testing.T) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s.out = &output{}
	s.cmd = exec.Command(path, "up")
	s.cmd.Env, s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = s.env, s.dir, s.out, s.out
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Minute, "the report of up", func() bool {
		return strings.Contains(s.out.String(), "Stop         ") || !running(s.cmd.Process.Pid)
	})
	s.url = s.reported(t, "Visualiser")
	t.Logf("ready after %v", time.Since(began).Round(10*time.Millisecond))
}

// reported returns one line of up's report.
func (s *system) reported(t *testing.T, what string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^  ` + what + ` +(\S+)`).FindStringSubmatch(s.out.String())
	if found == nil {
		t.Fatalf("up reported no %s:\n%s", what, tail(s.out.String(), 4000))
	}
	return found[1]
}

// stop sends the signal of Ctrl-C and waits for the end.
func (s *system) stop(t *testing.T) {
	t.Helper()
	began := time.Now()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("up ended with %v", err)
	}
	t.Logf("stopped after %v", time.Since(began).Round(10*time.Millisecond))
}

func (s *system) kill() {
	if s.cmd != nil && s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Signal(os.Interrupt)
		ended := make(chan struct{})
		go func() { _ = s.cmd.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-time.After(40 * time.Second):
			_ = s.cmd.Process.Kill()
		}
	}
}

// child returns the process id of one part.
func (s *system) child(t *testing.T, part string) int {
	t.Helper()
	for pid, command := range children(t, s.cmd.Process.Pid) {
		if fields := strings.Fields(command); len(fields) > 1 && fields[len(fields)-1] == part {
			return pid
		}
	}
	return 0
}

// children returns the direct children of a process with their command lines.
func children(t *testing.T, parent int) map[int]string {
	t.Helper()
	out, err := exec.Command("ps", "-axo", "pid=,ppid=,command=").Output()
	if err != nil {
		t.Fatal(err)
	}
	found := map[int]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[1] != strconv.Itoa(parent) {
			continue
		}
		if pid, err := strconv.Atoi(fields[0]); err == nil {
			found[pid] = strings.Join(fields[2:], " ")
		}
	}
	return found
}

func running(pid int) bool {
	out, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(out)), "Z")
}

// get sends a request to the gateway and decodes its JSON answer.
func get[T any](t *testing.T, s *system, path string) T {
	t.Helper()
	v, err := try[T](s, path)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func try[T any](s *system, path string) (T, error) {
	resp, err := http.Get(s.url + path)
	if err != nil {
		var none T
		return none, err
	}
	return answer[T](resp, path)
}

func post[T any](s *system, path string, body any) (T, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		var none T
		return none, err
	}
	resp, err := http.Post(s.url+path, "application/json", bytes.NewReader(raw))
	if err != nil {
		var none T
		return none, err
	}
	return answer[T](resp, path)
}

func answer[T any](resp *http.Response, path string) (v T, err error) {
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", resp.StatusCode)
	}
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", path, err, tail(string(raw), 500))
	}
	return v, err
}

// store opens the system's Redis, for what the REST API does not show.
func (s *system) store(t *testing.T) *redisstore.Store {
	t.Helper()
	store, err := redisstore.Open(t.Context(), s.reported(t, "Redis"), "main")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// triggerCycle triggers a cycle; if the watcher has already started one, that counts as well.
func triggerCycle(t *testing.T, s *system) string {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); ; {
		began := time.Now()
		got, err := post[struct {
			CycleID string `json:"cycle_id"`
		}](s, "/api/evolution/trigger", map[string]string{"reason": "end-to-end test"})
		if err == nil {
			t.Logf("%s triggered in %v", got.CycleID, time.Since(began).Round(time.Millisecond))
			return got.CycleID
		}
		again := strings.Contains(err.Error(), "status 409") || strings.Contains(err.Error(), "status 429") ||
			strings.Contains(err.Error(), "status 503")
		if !again || time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond) // a cycle of the watcher is running, or Temporal is slow on a busy machine
	}
}

// awaitEnd waits for the end of a cycle and logs its stages.
func awaitEnd(t *testing.T, s *system, id string) genesis.Cycle {
	t.Helper()
	var c genesis.Cycle
	stage := genesis.Stage("")
	began := time.Now()
	s.passed = map[genesis.Stage]genesis.LoopStats{}
	eventually(t, 5*time.Minute, "the end of "+id, func() bool {
		now, err := try[genesis.Cycle](s, "/api/evolution/cycles/"+id)
		if err != nil {
			return false // it is recorded a moment after its start
		}
		if c = now; c.Stage != stage {
			t.Logf("%s %6.1f s: %s", id, time.Since(began).Seconds(), c.Stage)
			stage = c.Stage
			s.passed[stage] = get[genesis.LoopStats](t, s, "/api/stats")
		}
		return c.Outcome != ""
	})
	t.Logf("%s %6.1f s: %s (%s), written by %s", id, time.Since(began).Seconds(), c.Outcome, c.Reason, c.Model)
	return c
}

// applied forces cycles until one is kept. A rejected cycle is a legitimate outcome: its trial was negative.
func applied(t *testing.T, s *system) genesis.Cycle {
	t.Helper()
	for range 6 {
		if c := awaitEnd(t, s, triggerCycle(t, s)); c.Outcome == genesis.OutcomeApplied && len(c.MutationIDs) > 0 {
			return c
		}
	}
	t.Fatal("six cycles and none kept a trait")
	return genesis.Cycle{}
}

func eventually(t *testing.T, within time.Duration, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); !is(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not come within %v", what, within)
		}
	}
}

// withoutSettings removes the caller's settings, so that the tests use the defaults.
func withoutSettings(env []string) []string {
	var kept []string
	for _, v := range env {
		if !strings.HasPrefix(v, "GENESIS_") || strings.HasPrefix(v, "GENESIS_TEST_") {
			kept = append(kept, v)
		}
	}
	return kept
}

func tail(text string, n int) string { return text[max(0, len(text)-n):] }

// output records the output of a process.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	if o == nil {
		return ""
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// run runs the program with the system's settings.
func (s *system) run(t *testing.T, env []string, args ...string) (string, int) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Dir = append(s.env[:len(s.env):len(s.env)], env...), s.dir
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out), 0
}
