package host

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Entries that are added while the journal is repeatedly trimmed and synced must not be lost, duplicated or reordered.
func TestTrimmingLosesNothingThatComesMeanwhile(t *testing.T) {
	dir := t.TempDir()
	j, err := openJournal(dir, quiet())
	if err != nil {
		t.Fatal(err)
	}
	const most = 4000
	var group sync.WaitGroup
	group.Go(func() {
		for n := range uint64(most) {
			if err := j.Append(n, command.Command{ID: fmt.Sprint(n + 1), Payload: command.Pause{}}); err != nil {
				t.Error(err)
			}
		}
	})
	group.Go(func() {
		for j.seq() < most {
			if err := j.sync(); err != nil {
				t.Error(err)
			}
		}
	})
	trims, kept := 0, uint64(0)
	for j.seq() < most {
		if seq := j.seq(); seq > 10 {
			kept = seq - 10
			if err := j.trim(kept); err != nil {
				t.Fatal(err)
			}
			trims++
		}
	}
	group.Wait()
	entries, err := j.read()
	if err != nil {
		t.Fatal(err)
	}
	first := entries[0].Seq
	for k, e := range entries {
		if e.Seq != first+uint64(k) || e.Command.ID != fmt.Sprint(e.Seq) {
			t.Fatalf("entry %d is %d with the command %s", k, e.Seq, e.Command.ID)
		}
	}
	if last := entries[len(entries)-1].Seq; last != most || first > kept+1 || trims == 0 {
		t.Errorf("%d to %d are left after %d trims, the last one up to %d", first, last, trims, kept)
	}
	if first < kept-most/2 && trims > 2 {
		t.Errorf("nothing was trimmed: %d is still there", first)
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	if j, err = openJournal(dir, quiet()); err != nil || j.last != most || j.first != first {
		t.Errorf("opened again: %d to %d, %v", j.first, j.last, err)
	}
}

// While a sync or a trim waits for a slow disk, entries can be added and the newest number can be read.
func TestTheLoopDoesNotWaitForTheDisk(t *testing.T) {
	j, err := openJournal(t.TempDir(), quiet())
	if err != nil {
		t.Fatal(err)
	}
	j.disk.Lock() // as sync and trim hold it while they wait
	added := make(chan error, 1)
	go func() {
		added <- j.Append(1, command.Command{Payload: command.Pause{}})
		_ = j.seq()
		close(added)
	}()
	select {
	case err := <-added:
		if err != nil {
			t.Error(err)
		}
		if err, more := <-added; more {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the loop waits")
	}
	j.disk.Unlock()
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
}

// A failed trim leaves the journal unchanged and usable.
func TestATrimThatFails(t *testing.T) {
	dir := t.TempDir()
	j, err := openJournal(dir, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer j.close()
	for n := range uint64(10) {
		if err := j.Append(n, command.Command{Payload: command.Pause{}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(j.path+".trimmed", 0o755); err != nil { // blocks the temporary file
		t.Fatal(err)
	}
	if err := j.trim(5); err == nil {
		t.Error("a trim that could not write its copy says nothing")
	}
	if err := j.Append(10, command.Command{Payload: command.Pause{}}); err != nil {
		t.Fatal(err)
	}
	if entries, err := j.read(); err != nil || len(entries) != 11 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}
