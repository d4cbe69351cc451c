// Package temporaltest provides a real Temporal for tests. Only tests may import it.
package temporaltest

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
)

// patience is how long a dev server may take to answer on a busy machine.
const patience = time.Minute

// CLI returns the path of the Temporal CLI. If it is not installed, the test is skipped, or fails if skipping is not
// allowed.
func CLI(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: -short leaves out the tests against a Temporal dev server")
	}
	if path, err := exec.LookPath("temporal"); err == nil {
		return path
	}
	gopath, err := exec.Command("go", "env", "GOPATH").Output()
	path := filepath.Join(strings.TrimSpace(string(gopath)), "bin", "temporal")
	if err == nil {
		_, err = os.Stat(path)
	}
	if err == nil {
		return path
	}
	say := "this test needs the Temporal CLI: go tool task test:setup, and data/bin on PATH as in go tool task test"
	if os.Getenv("CI") != "" || os.Getenv("GENESIS_TEST_STRICT") != "" {
		t.Fatal(say)
	}
	t.Skip("SKIPPED: " + say)
	return ""
}

// Start starts a dev server with additional arguments; the caller must stop it.
func Start(t testing.TB, args ...string) (*testsuite.DevServer, error) {
	path := CLI(t)
	ctx, stop := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	defer stop()
	return testsuite.StartDevServer(ctx, testsuite.DevServerOptions{
		ExistingPath: path, LogLevel: "error", ExtraArgs: args,
		ClientOptions: &client.Options{Logger: tlog.NewStructuredLogger(slog.New(slog.DiscardHandler))},
	})
}

// Server starts a dev server that stops with the test.
func Server(t testing.TB, args ...string) *testsuite.DevServer {
	t.Helper()
	server, err := Start(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	return server
}
