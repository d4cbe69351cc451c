package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestVetsInAnEmptyFolder runs the statically linked binary in a root folder that contains only itself and a trait: no
// Go toolchain, module cache, libraries or temporary folder.
func TestVetsInAnEmptyFolder(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("this test needs root, to make an empty folder the root of the file system")
	}
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, "genesis"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for name, source := range map[string]string{"good.go": goodTrait, "bad.go": badTrait} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"good.go": "good.go: ok: eater", "bad.go": "bad.go:3:8: import.forbidden"} {
		cmd := exec.CommandContext(t.Context(), "/genesis", "vet", name)
		cmd.Dir, cmd.SysProcAttr = "/", &syscall.SysProcAttr{Chroot: dir}
		cmd.Env = []string{"HOME=/"}
		out, err := cmd.CombinedOutput()
		if !strings.HasPrefix(string(out), want) || (err == nil) != (name == "good.go") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
