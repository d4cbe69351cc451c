package storm

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// TestStorm runs a short storm of about two minutes. GENESIS_TEST_STORM=500 runs one of 500 faults,
// GENESIS_TEST_STORM_SEED chooses the seed, and GENESIS_TEST_STORM_CLOCKS=on adds clock faults, for which the standard
// library must be rebuilt.
func TestStorm(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: no storm with -short")
	}
	for _, name := range []string{"redis-server", "temporal"} {
		if _, err := exec.LookPath(name); err != nil {
			need(t, name+": go tool task test:setup")
		}
	}
	o := Options{Seed: number(t, "SEED", 1), Faults: int(number(t, "", 20)), Every: 25,
		Clocks: os.Getenv("GENESIS_TEST_STORM_CLOCKS") == "on", Logf: t.Logf}
	o.Dir = folder(t)
	if err := canMount(o.Dir); err != nil {
		t.Logf("SKIPPED: full disks; they need the right to mount one, as root: %v", err)
	} else {
		o.Disks = true
	}
	if !o.Clocks {
		t.Log("SKIPPED: wrong clocks; go tool task storm has them")
	}
	ctx := t.Context()
	if deadline, ok := t.Deadline(); ok { // so that no process is left behind
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadlineCause(ctx, deadline.Add(-3*time.Minute), context.DeadlineExceeded)
		defer cancel()
	}
	if err := Run(ctx, o); err != nil {
		t.Errorf("%v", err)
		t.Logf("to repeat it: go tool task storm SEED=%d FAULTS=%d (what the parts said: %s)", o.Seed, o.Faults, o.Dir)
	}
}

// number reads a number from the environment.
func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	variable := "GENESIS_TEST_STORM"
	if name != "" {
		variable += "_" + name
	}
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s=%q: want a number", variable, text)
	}
	return n
}

// folder returns a temporary folder, which is kept if the storm has findings.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "genesis-storm-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !t.Failed() {
			_ = os.RemoveAll(dir)
			return
		}
		_ = os.Remove(filepath.Join(dir, "genesis"))
	})
	return dir
}

// need skips the test if a program is missing, or fails it where all programs are required.
func need(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" || os.Getenv("GENESIS_TEST_STRICT") != "" {
		t.Fatalf("this test needs %s", what)
	}
	t.Skipf("SKIPPED: this test needs %s", what)
}
