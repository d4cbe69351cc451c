package devstack

import (
	"os"
	"path/filepath"
	"testing"
)

// If a log can't be rotated, writing continues in the same file: losing lines, or ending the part that writes them,
// would be worse.
func TestAFailedRotationLosesNoLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "part.log")
	if err := os.MkdirAll(filepath.Join(path+".3", "in", "the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".2", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	log, err := openLog(path, 20)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if n, err := log.Write([]byte("ten bytes\n")); n != 10 || err != nil {
			t.Fatal(n, err)
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 100 {
		t.Errorf("%v, %v", info.Size(), err)
	}
}
