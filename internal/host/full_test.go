//go:build unix

package host

import (
	"fmt"
	"os/signal"
	"syscall"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// TestJournalSurvivesAFullDisk lets the system refuse the rest of an entry, as a full disk does: what was said to be
// written is there afterwards, the refused command is not, and the journal goes on.
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
	command := func(n uint64) genesis.Command { return genesis.Command{ID: fmt.Sprint(n), Kind: genesis.CmdPause} }
	for full := range uint64(120) { // as many bytes are left: from none of the entry to all of it
		if err := j.Append(1, command(j.last+1)); err != nil {
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
		err = j.Append(1, command(j.last+1))
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
