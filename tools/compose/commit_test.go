package compose

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheCommitTellsADirtyTreeApart holds what the images call their version to git: the commit, and -dirty where the
// sources of the program are not those of the commit. The script knows no git.
func TestTheCommitTellsADirtyTreeApart(t *testing.T) {
	script, err := filepath.Abs(root + "/ops/commit.sh")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	run := func(argv ...string) string {
		t.Helper()
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v: %s", argv, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	commit := func() {
		t.Helper()
		run("git", "add", "-A")
		run("git", "-c", "user.name=a", "-c", "user.email=b@localhost", "commit", "-qm", "x")
	}
	told := func(what, suffix string) {
		t.Helper()
		if got, want := run("sh", script), run("git", "rev-parse", "HEAD")[:12]+suffix; got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	if got := run("sh", script); got != "" {
		t.Errorf("in a folder that is no clone: %q", got)
	}
	run("git", "init", "-q")
	write("main.go", "package main\n")
	write("engine/testdata/a name with blanks, ü.txt", "one\ntwo\n")
	write("README.md", "a\n")
	write("go.mod", "module a\n")
	commit()
	told("a commit", "")
	write("README.md", "b\n")
	told("a page is no source", "")
	write("main.go", "package main\r\n")
	told("line ends of Windows", "")
	write("main.go", "package other\n")
	told("a file that was changed", "-dirty")
	run("git", "add", "main.go")
	told("a file that was staged", "-dirty")
	commit()
	told("the next commit", "")
	write("internal/new.go", "package internal\n")
	told("a file that git does not know", "-dirty")
	if err := os.RemoveAll(filepath.Join(dir, "internal")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "engine/testdata/a name with blanks, ü.txt")); err != nil {
		t.Fatal(err)
	}
	told("a file that was removed", "-dirty")
	run("git", "checkout", "-q", ".")
	run("git", "pack-refs", "--all")
	told("packed references", "")
	run("git", "update-index", "--index-version", "4")
	told("an index of another form", "")
}
