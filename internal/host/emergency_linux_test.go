package host

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// brittleDisk mounts a real ext4 file system that is remounted read-only at its first error, as is usual on servers.
// breaks makes the kernel detect such an error; again remounts the disk for writing once nobody uses it.
func brittleDisk(t *testing.T) (dir string, breaks, again func()) {
	t.Helper()
	image, dir := filepath.Join(t.TempDir(), "image"), filepath.Join(t.TempDir(), "disk")
	try := func(name string, args ...string) error {
		out, err := exec.Command(name, args...).CombinedOutput()
		if err != nil {
			t.Logf("%s %s: %v: %s", name, strings.Join(args, " "), err, bytes.TrimSpace(out))
		}
		return err
	}
	mount := func() error { return try("mount", "-o", "loop,errors=remount-ro", image, dir) }
	if os.Mkdir(dir, 0o755) != nil || os.WriteFile(image, nil, 0o600) != nil || os.Truncate(image, 32<<20) != nil ||
		try("mkfs.ext4", "-q", image) != nil || mount() != nil {
		t.Skip("SKIPPED: only root can mount an ext4 of its own, and mkfs.ext4 and loop devices are needed")
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	breaks = func() {
		t.Helper()
		device, err := exec.Command("findmnt", "-no", "SOURCE", dir).Output()
		if err != nil {
			t.Fatal(err)
		}
		trigger := filepath.Join("/sys/fs/ext4", filepath.Base(strings.TrimSpace(string(device))), "trigger_fs_error")
		if err := os.WriteFile(trigger, []byte("1"), 0); err != nil {
			t.Skip("SKIPPED: this kernel breaks no disk on demand:", err)
		}
	}
	again = func() {
		t.Helper()
		if err := try("umount", dir); err != nil {
			t.Fatal(err)
		}
		_ = try("e2fsck", "-fy", image) // exit status 1 means that it repaired something
		if err := mount(); err != nil {
			t.Fatal(err)
		}
	}
	return dir, breaks, again
}

// If the disk becomes read-only while an engine runs, the engine keeps running, refuses what it can't record, names the
// disk in its answers and once in the feed, and finally stops with an error that names the disk. When the disk is
// writable again, the next engine has every command that was acknowledged and none that was refused.
func TestADiskThatBecomesReadOnly(t *testing.T) {
	dir, breaks, again := brittleDisk(t)
	r := start(t, dir)
	r.do(command.SetParam{Name: "temperature", Value: 31})
	time.Sleep(2 * syncEvery) // the journal has reached the disk
	breaks()
	names := func(err error) bool {
		return genesis.MissingPart(err) == genesis.PartDisk && strings.Contains(err.Error(), dir) &&
			strings.Contains(err.Error(), "is read-only")
	}
	for _, cmd := range []command.Payload{
		command.SetParam{Name: "temperature", Value: 12}, command.Checkpoint{}, command.Reset{},
	} {
		if _, err := r.store.SendCommand(t.Context(), command.Command{Payload: cmd}); !names(err) {
			t.Errorf("%s on a read-only disk: %v", cmd.Kind(), err)
		}
	}
	before := r.tick()
	r.await("the world to live on", func() bool { return r.tick() > before+30 })
	told := func() (n int) {
		feed, err := r.store.FeedPage(t.Context(), "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range feed {
			if m.Action == "disk_refuses" && strings.Contains(m.Message, dir) {
				n++
			}
		}
		return n
	}
	r.await("the feed to name the disk", func() bool { return told() > 0 })
	time.Sleep(2 * syncEvery)
	if n := told(); n > 2 {
		t.Errorf("the feed names it %d times", n)
	}
	if err := r.stop(); !names(err) {
		t.Errorf("stopped with %v", err)
	}
	again()
	r = start(t, dir)
	r.await("the parameter that was answered", func() bool { return r.param("temperature") == 31 })
	r.do(command.Checkpoint{})
	if err := r.stop(); err != nil {
		t.Error(err)
	}
}
