// Package redistest provides a real Redis for tests. Only tests may import it.
package redistest

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis/internal/devstack"
)

// patience is how long a server may take to answer on a busy machine.
const patience = 20 * time.Second

// Path returns the path of redis-server. If it is not installed, the test is skipped, or fails if skipping is not
// allowed.
func Path(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err == nil {
		return path
	}
	say := "this test needs redis-server 7: install the package redis-server"
	if os.Getenv("CI") != "" || os.Getenv("GENESIS_TEST_STRICT") != "" {
		t.Fatal(say)
	}
	t.Skip("SKIPPED: " + say)
	return ""
}

// Server starts a redis-server in a folder, with additional arguments, and returns a client once the server answers,
// even if only that it is still loading. Both end with the test.
func Server(t testing.TB, dir string, args ...string) *redis.Client {
	t.Helper()
	path := Path(t)
	port, err := devstack.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, append([]string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir},
		args...)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + strconv.Itoa(port), MaxRetries: -1})
	t.Cleanup(func() { _ = client.Close() })
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		err := client.Ping(t.Context()).Err()
		if err == nil || strings.HasPrefix(err.Error(), "LOADING") {
			return client
		}
		if time.Now().After(deadline) {
			t.Fatalf("redis-server does not answer: %v", err)
		}
	}
}
