package devstack

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// TestTemporalsDatabaseMayBeRead reads the database of up's Temporal for 20 seconds, as a backup or sqlite3 would.
// Temporal must keep working during and after the read.
func TestTemporalsDatabaseMayBeRead(t *testing.T) {
	cli, dir := temporaltest.CLI(t), t.TempDir()
	var ports [2]int
	for i := range ports {
		var err error
		if ports[i], err = FreePort(); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(cli, temporalArgs(dir, "default", ports[0], ports[1])...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGINT); _ = cmd.Wait() })
	writes(t, ports[0], time.Minute, "before anybody reads")
	file, err := os.Open(filepath.Join(dir, "temporal.db"))
	if err != nil {
		t.Fatal(err)
	}
	// The lock that SQLite takes for a reader; its bytes are defined in https://www.sqlite.org/src/file/src/os.h.
	lock := syscall.Flock_t{Type: syscall.F_RDLCK, Whence: io.SeekStart, Start: 0x40000002, Len: 510}
	if err := syscall.FcntlFlock(file.Fd(), syscall.F_SETLKW, &lock); err != nil {
		t.Fatal(err)
	}
	for since := time.Now(); time.Since(since) < 20*time.Second; time.Sleep(200 * time.Millisecond) {
		writes(t, ports[0], 15*time.Second, "while somebody reads")
	}
	_ = file.Close() // also releases the lock
	writes(t, ports[0], 15*time.Second, "after somebody has read")
}

var workflows int

// writes makes Temporal write to its database by starting a workflow.
func writes(t *testing.T, port int, within time.Duration, when string) {
	t.Helper()
	workflows++
	var err error
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
		err = withTemporal(ctx, loopback(port), "default", func(ctx context.Context, c client.Client) error {
			_, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: fmt.Sprint("w", workflows), TaskQueue: "nobody"},
				"Nothing")
			return err
		})
		if stop(); err == nil {
			return
		}
	}
	t.Fatalf("%s, Temporal did not write within %v: %v", when, within, err)
}
