package host

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// smallDisk mounts a file system of 1 MB.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("only root can mount a small disk:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// fill fills a disk completely and returns a function that frees it.
func fill(t *testing.T, dir string) (free func()) {
	t.Helper()
	name := filepath.Join(dir, "ballast")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	for size := 64 << 10; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
	f.Close()
	return func() { _ = os.Remove(name) }
}

// An operation that fails for lack of space names the disk and leaves existing data intact; with space it succeeds.
func TestAFullDiskIsNamed(t *testing.T) {
	dir := smallDisk(t)
	j, err := openJournal(dir, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer j.close()
	c, err := openCheckpoints(dir, quiet())
	if err != nil {
		t.Fatal(err)
	}
	long := command.Command{ID: strings.Repeat("x", 5000), Payload: command.Pause{}}
	if err := errors.Join(j.Append(1, long), c.write(mark{1, 1}, []byte("world"))); err != nil {
		t.Fatal(err)
	}
	free := fill(t, dir)
	for what, err := range map[string]error{
		"journal": j.Append(2, long), "checkpoint": c.write(mark{2, 2}, make([]byte, 10_000)), "trim": j.trim(0),
	} {
		if what == "trim" {
			continue // nothing to do
		}
		if genesis.CodeOf(err) != genesis.CodeUnavailable || genesis.MissingPart(err) != "disk" ||
			!strings.Contains(err.Error(), dir) ||
			!strings.Contains(err.Error(), "is full") {
			t.Errorf("%s: %v", what, err)
		}
	}
	free()
	if err := errors.Join(j.Append(2, long), c.write(mark{2, 2}, make([]byte, 10_000)), j.sync()); err != nil {
		t.Error("with space again:", err)
	}
	entries, err := j.read()
	if err != nil || len(entries) != 2 || entries[1].Seq != 2 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	marks, err := c.marks()
	if err != nil || len(marks) != 2 {
		t.Errorf("checkpoints %v, %v", marks, err)
	}
}

// An engine whose disk fills up keeps running and says so in its answers; it stops with an error that names the disk.
func TestAnEngineOnAFullDisk(t *testing.T) {
	dir := smallDisk(t)
	r := start(t, dir)
	r.do(command.Scatter{Count: 1})
	free := fill(t, dir)
	for _, p := range []command.Payload{command.Checkpoint{}, command.Reset{}} {
		_, err := r.store.SendCommand(t.Context(), command.Command{Payload: p})
		if genesis.CodeOf(err) != genesis.CodeUnavailable || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s on a full disk: %v", p.Kind(), err)
		}
	}
	before := r.tick()
	r.await("the world to live on", func() bool { return r.tick() > before+10 })
	free()
	r.do(command.Checkpoint{})
	fill(t, dir)
	err := r.stop()
	if err != nil && (genesis.CodeOf(err) != genesis.CodeUnavailable || disk.MountPoint(dir) != dir) {
		t.Errorf("stopped with %v", err)
	}
}

// An engine starts although the disk of generated traits has no free inode, and names that disk.
func TestAnEngineStartsBesideAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "nr_inodes=1"); err != nil {
		t.Skip("only root can mount a small disk:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	var said bytes.Buffer
	if err := writable(dir, slog.New(slog.NewTextHandler(&said, nil))); err != nil {
		t.Error(err)
	}
	if text := said.String(); !strings.Contains(text, dir) || !strings.Contains(text, "is full") {
		t.Errorf("said %q", text)
	}
}

// If the disk prevents the engine's start, the error names it and says what to do.
func TestAnEngineWithoutADiskNamesIt(t *testing.T) {
	for options, says := range map[string]string{
		"nr_inodes=2": "is full of files (it has no inodes left): remove files there",
		"ro":          "is read-only: mount it for writing",
	} {
		dir, flags := t.TempDir(), uintptr(0)
		if options == "ro" {
			flags, options = syscall.MS_RDONLY, ""
		}
		if err := syscall.Mount("tmpfs", dir, "tmpfs", flags, options); err != nil {
			t.Skip("only root can mount a small disk:", err)
		}
		t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
		s := settingsOf(t, dir)
		store, err := redisstore.Connect("redis://127.0.0.1:1/0", s.World)
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		h := &Host{settings: s, store: store, log: quiet()}
		err = h.open(t.Context())
		if genesis.MissingPart(err) != genesis.PartDisk || !strings.Contains(err.Error(), dir) ||
			!strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", says, err)
		}
	}
}
