package e2e

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// TestApartWithRubbishModel runs engine, worker and gateway as separate processes, against a Temporal and a Redis
// started by hand, with a model that answers only rubbish. The cycle must fail with its reason shown everywhere,
// nothing may be loaded, and the world must run on.
func TestApartWithRubbishModel(t *testing.T) {
	model, asked := garbageModel(t)
	s := newSystem(t, "GENESIS_LLM=ollama", "GENESIS_OLLAMA_URL="+model)
	temporal := startTemporal(t, s)
	redisURL := startRedis(t, s)
	address := "127.0.0.1:" + strconv.Itoa(freePort(t))
	s.url = "http://" + address
	s.env = append(s.env, "GENESIS_TEMPORAL_ADDRESS="+temporal.FrontendHostPort(), "GENESIS_REDIS_URL="+redisURL,
		"GENESIS_HTTP_ADDR="+address)
	s.out = &output{}
	for _, part := range []string{"engine", "worker", "gateway"} {
		s.launch(t, part)
	}
	eventually(t, time.Minute, "readiness", func() bool { _, err := try[map[string]any](s, "/readyz"); return err == nil })

	cycle := awaitEnd(t, s, triggerCycle(t, s))
	if cycle.Outcome != genesis.OutcomeFailed || cycle.Reason == "" {
		t.Errorf("the cycle ended as %q, because %q; want failed with a reason", cycle.Outcome, cycle.Reason)
	}
	if asked.Load() == 0 {
		t.Error("the model was never asked")
	}
	checkFailure(t, s, temporal.Client(), cycle)
	checkNothingLoaded(t, s)
	if out, code := s.run(t, nil, "replay", cycle.ID); code != 0 {
		t.Errorf("genesis replay of the failed cycle ended with %d:\n%s", code, tail(out, 3000))
	}
	before := get[genesis.LoopStats](t, s, "/api/stats").Tick
	eventually(t, 30*time.Second, "the next ticks",
		func() bool { return get[genesis.LoopStats](t, s, "/api/stats").Tick > before })
}

func checkFailure(t *testing.T, s *system, c client.Client, cycle genesis.Cycle) {
	t.Helper()
	told := ""
	for _, line := range get[[]struct{ Action, Message string }](t, s, "/api/feed?limit=100") {
		if line.Action == "cycle_failed" {
			told = line.Message
		}
	}
	if told == "" {
		t.Error("the feed does not tell that the cycle failed")
	}
	// The workflow's last step writes the record a moment before the workflow ends.
	if err := c.GetWorkflow(t.Context(), cycle.ID, "").Get(t.Context(), nil); err == nil ||
		!strings.Contains(err.Error(), cycle.Reason) {
		t.Errorf("Temporal's reason is %v, the record's %q", err, cycle.Reason)
	}
	described, err := c.DescribeWorkflowExecution(t.Context(), cycle.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := described.GetWorkflowExecutionInfo().GetStatus(); got != enums.WORKFLOW_EXECUTION_STATUS_FAILED {
		t.Errorf("in Temporal the cycle is %v", got)
	}
}

func checkNothingLoaded(t *testing.T, s *system) {
	t.Helper()
	if applied := get[[]genesis.Mutation](t, s, "/api/mutations?status=applied"); len(applied) > 0 {
		t.Errorf("applied: %+v", applied)
	}
	files, err := filepath.Glob(filepath.Join(s.dir, "mutations", "*.go"))
	if err != nil || len(files) > 0 {
		t.Errorf("files in mutations: %v, %v", files, err)
	}
	if stats := get[genesis.LoopStats](t, s, "/api/stats"); stats.ActiveTraits > 0 {
		t.Errorf("%d generated traits are loaded", stats.ActiveTraits)
	}
}

// garbageModel is a server that speaks Ollama's API and answers nonsense.
func garbageModel(t *testing.T) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	mux := http.NewServeMux()
	mux.HandleFunc("/api/version", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"version":"0.17.4"}`) })
	mux.HandleFunc("/api/tags", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"models":[{"name":"llama3:8b","model":"llama3:8b"}]}`)
	})
	mux.HandleFunc("/api/chat", func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		for _, piece := range []string{"As a large language model, ", "I like turtles: {{{ func ((", ""} {
			line, _ := json.Marshal(map[string]any{
				"model": "llama3:8b", "created_at": time.Now().UTC(), "done": piece == "", "done_reason": "stop",
				"message": map[string]string{"role": "assistant", "content": piece},
			})
			_, _ = w.Write(append(line, '\n'))
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL, asked
}

// launch starts one part by its command line and stops it at the end of the test.
func (s *system) launch(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = s.env, s.dir, s.out, s.out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminate(t, cmd) })
	return cmd
}

// terminate stops a part as an operator would, unless the test has already done so.
func terminate(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if cmd.ProcessState != nil {
		return
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("%v ended with %v", cmd.Args[1:], err)
		}
	case <-time.After(30 * time.Second):
		t.Errorf("%v did not stop", cmd.Args[1:])
		_ = cmd.Process.Kill()
		t.Logf("killed: %v", <-ended)
	}
}

func startTemporal(t *testing.T, s *system) *testsuite.DevServer {
	t.Helper()
	server, err := testsuite.StartDevServer(t.Context(), testsuite.DevServerOptions{
		ExistingPath: temporaltest.CLI(t), DBFilename: filepath.Join(s.dir, "temporal.db"), LogLevel: "error",
		Stdout: io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	return server
}

func startRedis(t *testing.T, s *system) (url string) {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		need(t, "redis-server: apt-get install redis-server")
	}
	port := strconv.Itoa(freePort(t))
	cmd := exec.Command(path, "--port", port, "--bind", "127.0.0.1", "--dir", s.dir, "--save", "")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() })
	eventually(t, 20*time.Second, "redis-server", func() bool {
		c, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	return "redis://127.0.0.1:" + port + "/0"
}

func freePort(t *testing.T) int {
	t.Helper()
	port, err := devstack.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}
