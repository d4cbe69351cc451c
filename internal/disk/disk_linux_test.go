package disk

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWriteBringsAllToTheDisk traces the system calls: the file must be synced before it is renamed, and its folder
// after.
func TestWriteBringsAllToTheDisk(t *testing.T) {
	if dir := os.Getenv("GENESIS_DISK_TEST_DIR"); dir != "" {
		if err := Write(filepath.Join(dir, "file"), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("SKIPPED: strace is not installed; TestTheFolderIsSyncedAfterEachRename looks from outside without it")
	}
	dir := t.TempDir()
	said := filepath.Join(dir, "calls")
	cmd := exec.Command(strace, "-f", "-y", "-e", "trace=fsync,rename,renameat,renameat2", "-o", said, os.Args[0],
		"-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "GENESIS_DISK_TEST_DIR="+dir)
	out, err := cmd.CombinedOutput()
	if strings.Contains(string(out), "ptrace") {
		t.Skipf("SKIPPED: strace may not trace here: %s", out)
	}
	calls, unread := os.ReadFile(said)
	if err != nil || unread != nil {
		t.Fatalf("%v, %v: %s", err, unread, out)
	}
	order := `(?s)fsync\(\d+<` + dir + `/\.tmp-\d+>.*rename[^\n]*/file"[^\n]*= 0.*fsync\(\d+<` + dir + `>[^\n]*= 0`
	if !regexp.MustCompile(order).Match(calls) {
		t.Errorf("not the file, its name and its folder:\n%s", calls)
	}
}
