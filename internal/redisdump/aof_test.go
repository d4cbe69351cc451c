package redisdump_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ai-genesis/ai-genesis/internal/redisdump"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
)

// TestMendedAOFLoads creates the holes that a full disk leaves. A real Redis must refuse to start with them, and start
// with all data after the repair.
func TestMendedAOFLoads(t *testing.T) {
	dir := t.TempDir()
	t.Run("written", func(t *testing.T) { // its Redis stops with the subtest
		r := redistest.Server(t, dir, "--appendonly", "yes", "--appendfsync", "always")
		for n := range 100 {
			if err := r.Set(t.Context(), fmt.Sprint("key", n), "\x00\x00*3\r\n\x00", 0).Err(); err != nil {
				t.Fatal(err)
			}
		}
	})
	file, err := filepath.Glob(filepath.Join(dir, "appendonlydir", "*.incr.aof"))
	if err != nil || len(file) != 1 {
		t.Fatal(file, err)
	}
	whole := read(t, file[0])
	for _, test := range []struct {
		name    string
		content []byte
		zeros   int64
	}{
		{"one hole", cut(whole, 40, 380), 380},
		{"holes", cut(cut(whole, 70, 5), 20, 4096), 4101},
		{"a hole at the end", append(bytes.Clone(whole), make([]byte, 17)...), 17},
		{"none", whole, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := os.WriteFile(file[0], test.content, 0o644); err != nil {
				t.Fatal(err)
			}
			if out, ok := loads(t, dir); ok != (test.zeros == 0) {
				t.Fatalf("Redis loads the file: %v\n%s", ok, out)
			}
			mended, err := redisdump.MendAOF(filepath.Join(dir, "appendonlydir"))
			if err != nil || len(mended) != int(min(test.zeros, 1)) || test.zeros > 0 && mended[0].Bytes != test.zeros {
				t.Fatalf("%+v, %v", mended, err)
			}
			if !bytes.Equal(read(t, file[0]), whole) {
				t.Error("the mended file has not all commands, or more")
			}
			if test.zeros > 0 && !bytes.Equal(read(t, mended[0].Aside), test.content) {
				t.Error("the broken file was not put aside")
			}
			r := redistest.Server(t, dir, "--appendonly", "yes")
			if n, err := r.DBSize(t.Context()).Result(); n != 100 || err != nil {
				t.Errorf("%d keys, %v", n, err)
			}
		})
	}
}

// TestMendKeepsOwnerAndMode: after a repair as root, Redis can still open the file.
func TestMendKeepsOwnerAndMode(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: needs root, to make a file of another user")
	}
	path := filepath.Join(t.TempDir(), "appendonly.aof.1.incr.aof")
	if err := errors.Join(os.WriteFile(path, []byte("\x00\x00*1\r\n$4\r\nPING\r\n"), 0o600), os.Chmod(path, 0o640),
		os.Chown(path, 4321, 1234)); err != nil {
		t.Fatal(err)
	}
	if mended, err := redisdump.MendAOF(filepath.Dir(path)); len(mended) != 1 || err != nil {
		t.Fatal(mended, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	owner := info.Sys().(*syscall.Stat_t)
	if got := fmt.Sprint(info.Mode().Perm(), owner.Uid, owner.Gid); got != "-rw-r----- 4321 1234" {
		t.Error(got)
	}
}

// TestMendLeavesAlone: whatever is not a hole stays byte for byte.
func TestMendLeavesAlone(t *testing.T) {
	for name, content := range map[string]string{
		"nothing": "", "no command": "hello", "a last command that is cut": "*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nDE",
		"a time":      "#TS:1\r\n*1\r\n$4\r\nPING\r\n",
		"huge counts": "*999999999999\r\n$9999999999999\r\nx", "negative": "*-1\r\n*1\r\n$-5\r\n",
		"no number":          "*x\r\n$y\r\n",
		"a line without end": "*" + strings.Repeat("1", 3<<20),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "appendonly.aof.1.incr.aof")
			if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
			if mended, err := redisdump.MendAOF(dir); mended != nil || err != nil {
				t.Error(mended, err)
			}
			if got := string(read(t, path)); got != content {
				t.Errorf("%d bytes became %d", len(content), len(got))
			}
		})
	}
	if mended, err := redisdump.MendAOF(filepath.Join(t.TempDir(), "none")); mended != nil || err != nil {
		t.Error(mended, err)
	}
}

// cut inserts zeros before a command.
func cut(content []byte, command, zeros int) []byte {
	parts := bytes.SplitAfter(content, []byte("\r\n*3\r\n$3\r\n"))
	at := 0
	for _, p := range parts[:command] {
		at += len(p)
	}
	at -= len("*3\r\n$3\r\n")
	return append(append(bytes.Clone(content[:at]), make([]byte, zeros)...), content[at:]...)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// loads reports whether a real Redis starts with the files of a folder.
func loads(t *testing.T, dir string) (said string, ok bool) {
	t.Helper()
	cmd := exec.Command(redistest.Path(t), "--port", "0", "--unixsocket", filepath.Join(t.TempDir(), "s"), "--dir", dir,
		"--appendonly", "yes")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if said += lines.Text() + "\n"; strings.Contains(strings.ToLower(said), "ready to accept") {
			return said, true
		}
	}
	return said, false
}
