package redisstore_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis/internal/devstack"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// server is a Redis to test against. The embedded store and a real server run the same suite.
type server struct {
	url string
	// pass lets time pass for keys that expire.
	pass func(time.Duration)
	// stop stops the server; start brings it back, empty, at the same address.
	stop, start func()
}

// servers runs f against each kind of Redis.
func servers(t *testing.T, f func(t *testing.T, s *server)) {
	t.Run("embedded", func(t *testing.T) { f(t, embedded(t)) })
	t.Run("redis-server", func(t *testing.T) { f(t, installed(t)) })
}

func embedded(t testing.TB) *server {
	m := miniredis.NewMiniRedis()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	addr := m.Addr()
	t.Cleanup(func() { m.Close() })
	return &server{
		url:  "redis://" + addr + "/0",
		pass: func(d time.Duration) { m.FastForward(d) },
		stop: func() { m.Close() },
		start: func() {
			m = miniredis.NewMiniRedis() // a closed one can't block on streams again
			if err := m.StartAddr(addr); err != nil {
				t.Fatal(err)
			}
		},
	}
}

func installed(t testing.TB) *server {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("CI") != "" || os.Getenv("GENESIS_TEST_STRICT") != "" {
			t.Fatal("this test needs redis-server 7: install the package redis-server")
		}
		t.Skip("SKIPPED: this test needs redis-server 7: install the package redis-server")
	}
	port := freePort(t)
	s := &server{url: fmt.Sprintf("redis://127.0.0.1:%d/0", port), pass: time.Sleep}
	var process *exec.Cmd
	s.start = func() {
		process = exec.Command(path, "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir())
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "redis-server answers", func() bool {
			conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err == nil {
				_ = conn.Close()
			}
			return err == nil
		})
	}
	s.stop = func() {
		_ = process.Process.Kill()
		_ = process.Wait()
	}
	s.start()
	t.Cleanup(func() { s.stop() })
	return s
}

func freePort(t testing.TB) int {
	port, err := devstack.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func open(t testing.TB, s *server, world string) *redisstore.Store {
	store, err := redisstore.Open(t.Context(), s.url, world)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited 30 s in vain until %s", what)
}
