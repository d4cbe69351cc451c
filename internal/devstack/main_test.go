package devstack

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

// TestMain lets the test binary stand in for the genesis binary, which up runs as engine, worker, gateway and reaper.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 {
		switch part := os.Args[1]; part {
		case ReapCommand:
			Reap(os.Stdin)
			return
		case "nested-up":
			nestedUp()
			return
		case partEngine, partWorker, partGateway:
			play(part)
			return
		}
	}
	os.Exit(m.Run())
}

// play stands in for a part. It records its start and stop in a file; the gateway also answers /readyz.
func play(part string) {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	if part == partWorker {
		defer poll()()
	}
	tell("%s starts with %s %s", part, os.Getenv("GENESIS_REDIS_URL"), os.Getenv("GENESIS_LLM"))
	fmt.Println("a line of the", part)
	if part == partGateway {
		l, err := net.Listen("tcp", os.Getenv("GENESIS_HTTP_ADDR"))
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		go func() {
			_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") }))
		}()
	}
	if os.Getenv("TEST_SOFT_RESTART") == part {
		time.Sleep(softRestartAfter + 200*time.Millisecond)
		if _, err := os.Stat(os.Getenv("TEST_STORY") + ".once"); err != nil {
			_ = os.WriteFile(os.Getenv("TEST_STORY")+".once", nil, 0o644)
			os.Exit(0)
		}
	}
	<-stop
	if os.Getenv("TEST_STUBBORN") == part {
		<-stop
	}
	tell("%s stops", part)
}

// poll polls Temporal for work, which is how up detects a worker.
func poll() (stop func()) {
	c, err := client.Dial(client.Options{HostPort: os.Getenv("GENESIS_TEMPORAL_ADDRESS")})
	if err != nil {
		panic(err)
	}
	w := worker.New(c, genesis.QueueCycles, worker.Options{})
	w.RegisterWorkflow(func(workflow.Context) error { return nil })
	if err := w.Start(); err != nil {
		panic(err)
	}
	return func() { w.Stop(); c.Close() }
}

func tell(format string, args ...any) {
	f, err := os.OpenFile(os.Getenv("TEST_STORY"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	fmt.Fprintf(f, "%d %s\n", os.Getpid(), fmt.Sprintf(format, args...))
}

// nestedUp runs up in its own process, so that a test can kill it.
func nestedUp() {
	settings, err := config.Load(os.Environ(), "")
	if err != nil {
		panic(err)
	}
	err = Up(context.Background(), Options{Settings: settings, Environ: os.Environ(), Program: os.Args[0], Out: os.Stdout,
		Log: os.Stderr})
	fmt.Println(err)
}

// rig is a system under test.
type rig struct {
	dir     string
	environ []string
	kill    chan struct{} // nil: never killed
	out     syncBuffer
	log     syncBuffer
}

// newRig makes a data folder. PATH has Temporal and, on request, redis-server.
func newRig(t *testing.T, redisServer bool) *rig {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "path")
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	link(t, path, "temporal", filepath.Join(goBin(t.Context()), "temporal"), "the Temporal CLI: go tool task test:setup")
	if redisServer {
		link(t, path, "redis-server", "redis-server", "redis-server: apt-get install redis-server")
	}
	t.Setenv("PATH", path)
	r := &rig{dir: dir}
	r.environ = append(os.Environ(), "TEST_STORY="+filepath.Join(dir, "story"), "GENESIS_DATA_DIR="+
		filepath.Join(dir, "data"),
		"GENESIS_HTTP_ADDR=127.0.0.1:0", "GENESIS_UP_TEMPORAL_PORT=0", "GENESIS_UP_TEMPORAL_UI_PORT=0",
		"GENESIS_UP_REDIS_PORT=0",
		"GENESIS_LLM=synth")
	return r
}

func link(t *testing.T, dir, name, program, install string) {
	t.Helper()
	found, err := exec.LookPath(name)
	if err != nil {
		found, err = exec.LookPath(program)
	}
	if err != nil {
		need(t, install)
	}
	if err := os.Symlink(found, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// need skips the test if a program is missing, or fails it where all programs are required.
func need(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" || os.Getenv("GENESIS_TEST_STRICT") != "" {
		t.Fatalf("this test needs %s", what)
	}
	t.Skipf("SKIPPED: this test needs %s", what)
}

// up starts the system. The function it returns stops the system and waits for its end.
func (r *rig) up(t *testing.T, extra ...string) (stop func() error) {
	t.Helper()
	environ := append(r.environ[:len(r.environ):len(r.environ)], extra...)
	settings, err := config.Load(environ, "")
	if err != nil {
		t.Fatal(err)
	}
	before := strings.Count(r.out.String(), "AI-Genesis runs")
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- Up(ctx, Options{Settings: settings, Environ: environ, Program: os.Args[0], Kill: r.kill, Out: &r.out,
			Log: &r.log})
	}()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = stop() })
	until(t, 60*time.Second, "the report", func() bool {
		return strings.Count(r.out.String(),
			"AI-Genesis runs") > before || len(ended) > 0
	})
	return stop
}

func (r *rig) story(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(r.dir, "story"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func until(t *testing.T, within time.Duration, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not come within %v", what, within)
		}
	}
}

// syncBuffer is a buffer that is safe for concurrent use.
type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var _ io.Writer = (*syncBuffer)(nil)
