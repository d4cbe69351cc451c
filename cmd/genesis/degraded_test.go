package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/devstack"
)

// TestPartsAwayAndBack kills a real Redis and a real Temporal with SIGKILL, one after the other, under an engine, a
// worker and a gateway, and restarts each.
func TestPartsAwayAndBack(t *testing.T) {
	dir := t.TempDir()
	redis, temporal := servers(t, dir)
	redis.start()
	temporal.start()
	h := system(t, dir, redis, temporal)
	h.await("everything", func() bool { return h.get("/readyz").status == 200 })
	for _, path := range []string{"/api/world/state", "/api/stats", "/api/evolution/history"} {
		h.await(path, func() bool { return h.get(path).status == 200 })
	}
	h.await("the worker", func() bool { return strings.Contains(h.get("/api/stats").body, `"model":"synth"`) })

	redis.kill()
	h.await("the loss of Redis to show", func() bool { return h.get("/api/world/state").degraded == "redis" })
	state := h.get("/api/world/state")
	if state.status != 200 || !strings.Contains(state.body, `"degraded":["redis"]`) || !strings.Contains(state.body,
		`"params"`) {
		t.Errorf("without Redis: %d %s", state.status, state.body)
	}
	for path, body := range map[string]string{"/api/world/params": `{"temperature": 25}`, "/api/world/pause": `{}`} {
		if r := h.post(path, body); r.status != 503 || r.retry == "" {
			t.Errorf("POST %s without Redis: %d, Retry-After %q, %s", path, r.status, r.retry, r.body)
		}
	}
	redis.start()
	h.await("Redis to be back", func() bool { r := h.get("/api/world/state"); return r.status == 200 && r.degraded == "" })
	h.await("a change to take", func() bool { return h.post("/api/world/params", `{"temperature": 26}`).status == 200 })
	h.await("the change to show", func() bool {
		return strings.Contains(h.get("/api/world/state").body,
			`"temperature":26`)
	})

	temporal.kill()
	h.await("the loss of Temporal to show", func() bool {
		return strings.Contains(h.get("/readyz").body,
			`"missing":["temporal"]`)
	})
	if r := h.post("/api/evolution/trigger", `{}`); r.status != 503 || r.retry == "" {
		t.Errorf("a trigger without Temporal: %d, Retry-After %q, %s", r.status, r.retry, r.body)
	}
	if r := h.get("/api/world/state"); r.status != 200 || r.degraded != "" {
		t.Errorf("the world without Temporal: %d %s", r.status, r.body)
	}
	if r := h.post("/api/world/params", `{"temperature": 27}`); r.status != 200 {
		t.Errorf("a change without Temporal: %d %s", r.status, r.body)
	}
	temporal.start()
	h.await("Temporal to be back", func() bool { return h.get("/readyz").status == 200 })
	var r seen
	defer func() {
		if t.Failed() {
			t.Logf("the last trigger was answered with %+v", r)
		}
	}()
	h.await("a trigger to be answered", func() bool {
		time.Sleep(time.Second) // triggers are rate-limited
		r = h.post("/api/evolution/trigger", `{"reason": "back again"}`)
		return r.status == 200 || r.status == 409 && strings.Contains(r.body, "cycle-main-") // the watcher's
	})
}

// TestWorkerWaitsForTemporal starts a worker before its Temporal, and another whose Temporal has an unknown host name.
// Each must say once what it waits for and what to do; the first must become ready when Temporal is there, and both
// must stop on request.
func TestWorkerWaitsForTemporal(t *testing.T) {
	t.Parallel()
	redis, temporal := servers(t, t.TempDir())
	redis.start()
	t.Cleanup(redis.kill)
	t.Cleanup(temporal.kill)
	worker := func(address string) (said *saying, stop func() error) {
		ctx, cancel := context.WithCancel(t.Context())
		said = &saying{}
		p := &program{stdout: io.Discard, stderr: said, environ: []string{"GENESIS_TEMPORAL_ADDRESS=" + address,
			"GENESIS_LLM=synth",
			"GENESIS_REDIS_URL=redis://127.0.0.1:" + redis.port, "GENESIS_DATA_DIR=" + t.TempDir()}}
		ended := make(chan error, 1)
		go func() { ended <- p.work(ctx, nil) }()
		return said, func() error { cancel(); return <-ended }
	}
	early, stopEarly := worker("127.0.0.1:" + temporal.port)
	lost, stopLost := worker("no-such-host.invalid:7233")
	h := &outside{t: t, base: "http://127.0.0.1:1"}
	h.await("both to say what they wait for", func() bool {
		return strings.Contains(early.String(), "Temporal does not answer at 127.0.0.1:") && strings.Contains(early.String(),
			"GENESIS_TEMPORAL_ADDRESS") &&
			strings.Contains(lost.String(), "no-such-host.invalid can't be resolved")
	})
	temporal.start()
	h.await("the worker to be ready", func() bool { return strings.Contains(early.String(), "worker ready") })
	if n := strings.Count(early.String(), "waits for Temporal"); n > 3 {
		t.Errorf("it said %d times that it waits", n)
	}
	if err := errors.Join(stopEarly(), stopLost()); err != nil {
		t.Error(err)
	}
}

// saying collects the output of a process.
type saying struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *saying) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *saying) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// system runs engine, worker and gateway against real servers until the test ends.
func system(t *testing.T, dir string, redis, temporal *realServer, settings ...string) *outside {
	h := &outside{t: t, base: "http://127.0.0.1:" + freePort(t)}
	environ := append([]string{
		"GENESIS_HTTP_ADDR=" + strings.TrimPrefix(h.base, "http://"), "GENESIS_REDIS_URL=redis://127.0.0.1:" + redis.port,
		"GENESIS_TEMPORAL_ADDRESS=127.0.0.1:" + temporal.port, "GENESIS_DATA_DIR=" + dir, "GENESIS_LLM=synth",
		"GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations"), "GENESIS_LOG_LEVEL=warn",
	}, settings...)
	ctx, stop := context.WithCancel(t.Context())
	var parts sync.WaitGroup
	for _, part := range []string{"engine", "worker", "gateway"} {
		var said bytes.Buffer
		p := &program{stdout: io.Discard, stderr: &said, environ: environ}
		parts.Go(func() {
			status := p.run(ctx, []string{part})
			if ctx.Err() == nil {
				t.Errorf("the %s ended by itself with status %d", part, status)
			}
			if t.Failed() {
				t.Logf("the %s said:\n%s", part, said.String())
			}
		})
	}
	t.Cleanup(func() { stop(); parts.Wait() })
	return h
}

// servers returns a Redis and a Temporal for one test, not started yet.
func servers(t *testing.T, dir string) (redis, temporal *realServer) {
	if testing.Short() {
		t.Skip("SKIPPED: -short leaves out the tests against real servers")
	}
	redis = newServer(t, "redis-server", func(port string) []string {
		return []string{"--port", port, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "yes"}
	})
	temporal = newServer(t, "temporal", func(port string) []string {
		return []string{"server", "start-dev", "--headless", "--log-level", "error", "--ip", "127.0.0.1", "--port", port,
			"--db-filename", filepath.Join(dir, "temporal.db")}
	})
	return redis, temporal
}

// realServer is a program that can be killed and restarted on its port.
type realServer struct {
	t       *testing.T
	path    string
	port    string
	args    []string
	process *exec.Cmd
}

func newServer(t *testing.T, name string, args func(port string) []string) *realServer {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		out, _ := exec.Command("go", "env", "GOPATH").Output()
		path = filepath.Join(strings.TrimSpace(string(out)), "bin", name)
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") != "" || os.Getenv("GENESIS_TEST_STRICT") != "" {
			t.Fatalf("this test needs %s: go tool task test:setup", name)
		}
		t.Skipf("SKIPPED: this test needs %s: go tool task test:setup", name)
	}
	port := freePort(t)
	return &realServer{t: t, path: path, port: port, args: args(port)}
}

func (s *realServer) start() {
	s.t.Helper()
	s.process = exec.Command(s.path, s.args...)
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(s.kill)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if conn, err := net.Dial("tcp", "127.0.0.1:"+s.port); err == nil {
			_ = conn.Close()
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("%s does not answer", s.path)
		}
	}
}

func (s *realServer) kill() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait() // reports the kill
}

func freePort(t *testing.T) string {
	t.Helper()
	port, err := devstack.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(port)
}

// outside is a client of a gateway.
type outside struct {
	t           *testing.T
	base        string
	traceparent string // sent with the next requests
}

type seen struct {
	status          int
	body            string
	degraded, retry string
}

func (h *outside) get(path string) seen { return h.ask("GET", path, nil) }

func (h *outside) post(path, body string) seen {
	return h.ask("POST", path, bytes.NewBufferString(body))
}

func (h *outside) ask(method, path string, body io.Reader) seen {
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.base+path, body)
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if h.traceparent != "" {
		req.Header.Set("Traceparent", h.traceparent)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return seen{} // not listening yet
	}
	defer res.Body.Close()
	data, _ := io.ReadAll(res.Body)
	if !json.Valid(data) {
		h.t.Errorf("%s %s: not JSON: %s", method, path, data)
	}
	return seen{res.StatusCode, string(data), res.Header.Get("Genesis-Degraded"), res.Header.Get("Retry-After")}
}

func (h *outside) await(what string, is func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("a minute was not enough for %s: %+v", what, h.get("/readyz"))
		}
	}
}
