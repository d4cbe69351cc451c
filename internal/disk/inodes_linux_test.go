package disk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestADiskWithoutInodes fills a small disk with empty files. The error must name inodes rather than space; after one
// file is deleted, the write succeeds.
func TestADiskWithoutInodes(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m,nr_inodes=10"); err != nil {
		t.Skipf("SKIPPED: no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	at := filepath.Join(dir, "kept")
	var err error
	n := 0
	for ; err == nil && n < 100; n++ {
		err = Write(filepath.Join(dir, fmt.Sprint(n)), nil, 0o644)
	}
	if err = Explain(err, at); err == nil || !strings.Contains(err.Error(), "no inodes left") {
		t.Fatalf("after %d files: %v", n, err)
	}
	if err := os.Remove(filepath.Join(dir, "0")); err != nil {
		t.Fatal(err)
	}
	if err := Write(at, []byte("x"), 0o644); err != nil {
		t.Error(err)
	}
}
