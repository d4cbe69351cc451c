//go:build unix

package host

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestJournalSurvivesAFullDisk makes the system refuse the rest of an entry, as a full disk does. Every acknowledged
// entry must be there afterwards, the refused command must not, and the journal must accept further entries.
func TestJournalSurvivesAFullDisk(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	j, err := openJournal(dir, quiet())
	if err != nil {
		t.Fatal(err)
	}
	numbered := func(n uint64) command.Command { return command.Command{ID: fmt.Sprint(n), Payload: command.Pause{}} }
	for full := range uint64(120) { // bytes that still fit: from none to all of the entry
		if err := j.Append(1, numbered(j.last+1)); err != nil {
			t.Fatal(err)
		}
		size, err := j.size()
		if err != nil {
			t.Fatal(err)
		}
		small := before
		small.Cur = uint64(size) + full
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
			t.Fatal(err)
		}
		err = j.Append(1, numbered(j.last+1))
		if back := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); back != nil {
			t.Fatal(back)
		}
		if full == 0 && err == nil {
			t.Fatal("the limit does not hold")
		}
	}
	last := j.last
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	if j, err = openJournal(dir, quiet()); err != nil {
		t.Fatal(err)
	}
	defer j.close()
	entries, err := j.read()
	if err != nil || uint64(len(entries)) != last {
		t.Fatalf("%d entries, want %d: %v", len(entries), last, err)
	}
	for _, e := range entries {
		if e.Command.ID != fmt.Sprint(e.Seq) {
			t.Errorf("entry %d is the command %s", e.Seq, e.Command.ID)
		}
	}
}

// A partial entry that can't be removed again must spoil neither the next entry nor the one after a second failure.
func TestHalfAnEntryStaysOnALineOfItsOwn(t *testing.T) {
	dir := t.TempDir()
	j, err := openJournal(dir, quiet())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.file.WriteString(`{"seq":1,"ti`); err != nil {
		t.Fatal(err)
	}
	j.torn = true
	writable := j.file
	// As on a disk that has become read-only, neither writing nor truncating works.
	if j.file, err = os.Open(j.path); err != nil {
		t.Fatal(err)
	}
	if j.Append(1, command.Command{ID: "refused", Payload: command.Pause{}}) == nil {
		t.Fatal("a file open for reading takes an entry")
	}
	_, j.file = j.file.Close(), writable
	for n := range uint64(2) {
		if err := j.Append(n, command.Command{ID: fmt.Sprint(n), Payload: command.Pause{}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	if j, err = openJournal(dir, quiet()); err != nil {
		t.Fatal(err)
	}
	defer j.close()
	if entries, err := j.read(); err != nil || len(entries) != 2 || entries[0].Command.ID != "0" ||
		entries[1].Command.ID != "1" {
		t.Errorf("%+v, %v", entries, err)
	}
}
