package activities

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// TestSaveOnADiskThatBecomesReadOnly makes a real disk read-only under a running engine and then writable again.
// Meanwhile Save names the disk and writes nothing; afterwards it assigns the version that the program would have had.
func TestSaveOnADiskThatBecomesReadOnly(t *testing.T) {
	b := newBench(t)
	if err := syscall.Mount("tmpfs", b.MutationsDir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("SKIPPED: only root can mount a disk:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(b.MutationsDir, syscall.MNT_DETACH) })
	remount := func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("tmpfs", b.MutationsDir, "tmpfs", syscall.MS_REMOUNT|flags, "size=1m"); err != nil {
			t.Fatal(err)
		}
	}
	b.saved(b.source("spinner", "1"))
	remount(syscall.MS_RDONLY)
	next := b.source("spinner", "2")
	next.CycleID = "cycle-main-000002"
	for range 2 {
		_, err := b.save(t.Context(), next)
		if genesis.MissingPart(err) != genesis.PartDisk || !strings.Contains(err.Error(), b.MutationsDir) ||
			!strings.Contains(err.Error(), "is read-only") {
			t.Errorf("saving on it: %v", err)
		}
	}
	remount(0)
	out := b.saved(next)
	if out.Version != 2 {
		t.Errorf("it became version %d", out.Version)
	}
	if _, err := os.Stat(filepath.Join(b.MutationsDir, "trait_spinner_v2.go")); err != nil {
		t.Error(err)
	}
}
