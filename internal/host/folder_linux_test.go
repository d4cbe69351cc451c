package host

import (
	"encoding/binary"
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ai-genesis/ai-genesis/wire/command"
)

// A renamed file survives a power cut under its new name only if its folder was synced too. The test checks that the
// world's folder is opened after each rename in it, which only disk.SyncDir does. The same holds for the newly created
// journal.
func TestTheFolderIsSyncedAfterEachRename(t *testing.T) {
	dir := t.TempDir()
	watch := watchFolder(t, dir)
	j, err := openJournal(dir, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer j.close()
	watch.synced(t, journalFile, "a new journal")
	c, err := openCheckpoints(dir, quiet())
	if err != nil {
		t.Fatal(err)
	}
	_ = watch.read(t) // discards what was opened until now
	for n := range uint64(3) {
		if err := j.Append(n, command.Command{Payload: command.Pause{}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.write(mark{1, 1}, []byte("world")); err != nil {
		t.Fatal(err)
	}
	watch.synced(t, filepath.Base(c.path(mark{1, 1})), "a checkpoint")
	if err := j.trim(2); err != nil {
		t.Fatal(err)
	}
	watch.synced(t, journalFile, "a trimmed journal")
}

// folderWatch observes a folder through inotify.
type folderWatch int

func watchFolder(t *testing.T, dir string) folderWatch {
	t.Helper()
	fd, err := syscall.InotifyInit1(syscall.IN_NONBLOCK | syscall.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if _, err := syscall.InotifyAddWatch(fd, dir, syscall.IN_CREATE|syscall.IN_MOVED_TO|syscall.IN_OPEN); err != nil {
		t.Fatal(err)
	}
	return folderWatch(fd)
}

// read returns, in order, the names that appeared in the folder since the last call, and "." for each time the folder
// was opened.
func (w folderWatch) read(t *testing.T) (events []string) {
	t.Helper()
	buffer := make([]byte, 64<<10)
	n, err := syscall.Read(int(w), buffer)
	if errors.Is(err, syscall.EAGAIN) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	for rest := buffer[:n]; len(rest) > 0; {
		mask, long := binary.NativeEndian.Uint32(rest[4:]), binary.NativeEndian.Uint32(rest[12:])
		name := strings.TrimRight(string(rest[16:16+long]), "\x00")
		switch {
		case mask&syscall.IN_OPEN != 0 && name == "":
			events = append(events, ".")
		case mask&(syscall.IN_CREATE|syscall.IN_MOVED_TO) != 0:
			events = append(events, name)
		}
		rest = rest[16+long:]
	}
	return events
}

// synced fails the test unless the folder was opened after name appeared in it.
func (w folderWatch) synced(t *testing.T, name, what string) {
	t.Helper()
	came, synced := false, false
	events := w.read(t)
	for _, event := range events {
		came = came || event == name
		synced = came && (synced || event == ".")
	}
	if !came || !synced {
		t.Errorf("%s: %s came into the folder: %v, and the folder to the disk after that: %v (%v)", what, name, came, synced,
			events)
	}
}
