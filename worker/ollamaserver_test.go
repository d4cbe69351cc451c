package worker_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

// ollama is a real Ollama server with its own folder.
type ollama struct {
	t       *testing.T
	program string
	address string // host:port
	home    string
	process int           // 0 if it is not running
	gone    chan struct{} // closed when it has ended and its log has been read
	log     *tee
}

// newOllama starts a server on a free port. These tests take minutes and need a C++ build that takes too long for CI,
// so they run only where the environment names an Ollama to use.
func newOllama(t *testing.T) *ollama {
	t.Helper()
	path := os.Getenv("GENESIS_TEST_OLLAMA")
	if path == "" {
		t.Skip("SKIPPED: needs a real Ollama server: `go tool task test:ollama` builds one and runs this test; " +
			"or go install github.com/ollama/ollama@v0.6.5, and set GENESIS_TEST_OLLAMA to its path")
	}
	program, err := exec.LookPath(path)
	if err != nil {
		t.Fatalf("GENESIS_TEST_OLLAMA is no program: %v", err)
	}
	devServer(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	o := &ollama{t: t, program: program, address: l.Addr().String(), home: t.TempDir(), log: &tee{out: t.Output()}}
	t.Cleanup(func() { o.kill() })
	o.start()
	return o
}

// start starts the server and waits until it answers. It tries again if another process holds the port for a moment.
func (o *ollama) start() {
	o.t.Helper()
	for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); {
		cmd := exec.Command(o.program, "serve")
		cmd.Env = append(os.Environ(), "HOME="+o.home, "OLLAMA_MODELS="+filepath.Join(o.home, "models"),
			"OLLAMA_HOST="+o.address, "OLLAMA_NUM_PARALLEL=1", "CUDA_VISIBLE_DEVICES=-1", "HIP_VISIBLE_DEVICES=-1")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that the processes of the models die with it
		cmd.Stdout, cmd.Stderr = o.log, o.log
		if err := cmd.Start(); err != nil {
			o.t.Fatal(err)
		}
		o.process = cmd.Process.Pid
		gone := make(chan struct{})
		o.gone = gone
		go func() { defer close(gone); _ = cmd.Wait() }()
		if o.answers() {
			return
		}
	}
	o.t.Fatal("the Ollama server does not start")
}

// answers waits until the server answers or has ended.
func (o *ollama) answers() bool {
	for {
		select {
		case <-o.gone:
			return false
		case <-time.After(20 * time.Millisecond):
			if _, err := o.client().Version(o.t.Context()); err == nil {
				return true
			}
		}
	}
}

// kill ends the server and the processes of its models at once.
func (o *ollama) kill() { o.end(-o.process, syscall.SIGKILL) }

// stop ends the server as a service manager does. The server ends the processes of its models.
func (o *ollama) stop() { o.end(o.process, syscall.SIGTERM) }

func (o *ollama) end(whom int, how syscall.Signal) {
	if o.process != 0 {
		_ = syscall.Kill(whom, how)
		eventually(o.t, "the server is gone", 20*time.Second, func() bool { return syscall.Kill(-o.process, 0) != nil })
		<-o.gone
		o.process = 0
	}
}

func (o *ollama) client() *api.Client {
	return api.NewClient(&url.URL{Scheme: "http", Host: o.address}, http.DefaultClient)
}

// create adds a model to the server.
func (o *ollama) create(name string, m tiny) {
	o.t.Helper()
	data, err := os.ReadFile(m.write(o.t))
	if err != nil {
		o.t.Fatal(err)
	}
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256(data))
	if err := o.client().CreateBlob(o.t.Context(), digest, strings.NewReader(string(data))); err != nil {
		o.t.Fatal(err)
	}
	if err := o.client().Create(o.t.Context(), &api.CreateRequest{
		Model: name, Files: map[string]string{"tiny.gguf": digest}, Template: "{{ .Prompt }}",
		Parameters: map[string]any{"num_gpu": 0, "num_thread": 1},
	}, func(api.ProgressResponse) error { return nil }); err != nil {
		o.t.Fatalf("create %s: %v", name, err)
	}
}

// use makes one model name refer to the model of another name.
func (o *ollama) use(name, other string) {
	o.t.Helper()
	if err := o.client().Copy(o.t.Context(), &api.CopyRequest{Source: other, Destination: name}); err != nil {
		o.t.Fatal(err)
	}
}

// runner returns the process id of a running model.
func (o *ollama) runner() int {
	o.t.Helper()
	out, err := exec.CommandContext(o.t.Context(), "pgrep", "-P", fmt.Sprint(o.process)).Output()
	var pid int
	if n, scan := fmt.Sscan(string(out), &pid); n != 1 {
		o.t.Fatalf("the server has no process for a model: %v, %v", err, scan)
	}
	return pid
}

// tee writes the server's output to the output of the test and records it.
type tee struct {
	mu   sync.Mutex
	out  io.Writer
	text strings.Builder
}

// Write implements io.Writer.
func (l *tee) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	return l.out.Write(p)
}

// count counts the lines of the log that contain all the given words.
func (l *tee) count(words ...string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
lines:
	for line := range strings.Lines(l.text.String()) {
		for _, w := range words {
			if !strings.Contains(line, w) {
				continue lines
			}
		}
		n++
	}
	return n
}
