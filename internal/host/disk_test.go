package host

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestCheckpointsFallBackToTheOneBefore(t *testing.T) {
	var said bytes.Buffer
	c, err := openCheckpoints(t.TempDir(), slog.New(slog.NewTextHandler(&said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	for tick := range uint64(7) {
		if err := c.write(mark{tick, 10 * tick}, fmt.Appendf(nil, "world at %d", tick)); err != nil {
			t.Fatal(err)
		}
	}
	var got string
	m, found, err := c.newest(func(data []byte) error {
		if bytes.HasSuffix(data, []byte("6")) {
			return errors.New("bit flipped")
		}
		got = string(data)
		return nil
	})
	if !found || err != nil || got != "world at 5" || m.seq != 50 {
		t.Fatalf("found %v, %q, %v", found, got, err)
	}
	if !bytes.Contains(said.Bytes(), []byte("bit flipped")) {
		t.Errorf("the refusal was not logged: %s", said.String())
	}
	if _, err := os.Stat(c.path(mark{6, 60}) + ".refused"); err != nil {
		t.Error("the refused file was not put aside:", err)
	}
}

// The gaps between kept checkpoints grow with their age, and the first one stays.
func TestOldCheckpointsThinOut(t *testing.T) {
	c, err := openCheckpoints(t.TempDir(), quiet())
	if err != nil {
		t.Fatal(err)
	}
	tick := uint64(0)
	for n := range uint64(400) {
		if n == 300 {
			tick = 200_000 // the world goes back in time
		}
		if err := c.write(mark{tick, 10 * n}, []byte("world")); err != nil {
			t.Fatal(err)
		}
		tick += 1875
	}
	marks, err := c.marks()
	if err != nil || len(marks) != checkpointsKept || marks[0] != (mark{}) || !slices.Contains(marks,
		mark{200_000, 3000}) {
		t.Fatal(marks, err)
	}
	for k := range newestKept {
		if want := tick - 1875*uint64(k+1); marks[len(marks)-1-k].tick != want {
			t.Errorf("of the newest: %+v, want %d", marks[len(marks)-1-k], want)
		}
	}
	within := 0 // checkpoints of the newest hour and a half
	for _, m := range marks {
		if m.tick+5400*62 > tick && m.seq >= 3000 {
			within++
		}
	}
	if within < newestKept+3 || within > checkpointsKept-2 {
		t.Errorf("%d of %d are young: %+v", within, len(marks), marks)
	}
}

func TestAWorldIsNotReplacedWhenNoCheckpointCanBeRead(t *testing.T) {
	c, err := openCheckpoints(t.TempDir(), quiet())
	if err != nil {
		t.Fatal(err)
	}
	if _, found, err := c.newest(nil); found || err != nil {
		t.Fatalf("an empty folder: %v, %v", found, err)
	}
	e := engine.New(engine.NewParams(), 1, engine.Options{})
	defer e.Close()
	data, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	data[8]++ // the version, behind the magic bytes
	if err := errors.Join(c.write(mark{6, 0}, []byte("world")), c.write(mark{7, 0}, data)); err != nil {
		t.Fatal(err)
	}
	restore := func(data []byte) error {
		_, err := engine.Restore(data, engine.Options{})
		return err
	}
	for range 2 { // the second attempt must fail as well
		_, _, err := c.newest(restore)
		if genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Fatalf("all refused: %v", err)
		}
		for _, want := range []string{"it has version", "the program that wrote", "restore a backup", "GENESIS_DATA_DIR"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q lacks %q", err, want)
			}
		}
	}
	if marks, err := c.marks(); len(marks) != 2 || err != nil {
		t.Errorf("%v are left, %v", marks, err)
	}
}

func TestJournalSurvivesACutLine(t *testing.T) {
	dir := t.TempDir()
	append3 := func(from uint64) {
		j, err := openJournal(dir, quiet())
		if err != nil {
			t.Fatal(err)
		}
		for i := range uint64(3) {
			if err := j.Append(from+i, command.Command{ID: fmt.Sprint(from + i), Payload: command.Pause{}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := j.close(); err != nil {
			t.Fatal(err)
		}
	}
	append3(1)
	f, err := os.OpenFile(filepath.Join(dir, "journal.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"tick":4,"comm`); err != nil {
		t.Fatal(err)
	}
	f.Close()
	append3(5)

	j, err := openJournal(dir, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer j.close()
	if got := ticksOf(t, j); !cmp.Equal(got, []uint64{1, 2, 3, 5, 6, 7}) {
		t.Errorf("all: %v", got)
	}
	if err := j.trim(2); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(8, command.Command{Payload: command.Resume{}}); err != nil {
		t.Fatal(err)
	}
	if got := ticksOf(t, j); !cmp.Equal(got, []uint64{3, 5, 6, 7, 8}) {
		t.Errorf("after trim: %v", got)
	}
}

func ticksOf(t *testing.T, j *journal) []uint64 {
	t.Helper()
	entries, err := j.read()
	if err != nil {
		t.Fatal(err)
	}
	var ticks []uint64
	for _, e := range entries {
		ticks = append(ticks, e.Tick)
	}
	return ticks
}

func TestADamagedJournalIsRefused(t *testing.T) {
	dir := t.TempDir()
	lines := `{"seq":4,"tick":9,"command":{"kind":"fuel_budget","value":5000}}
{"seq":7,"tick":20,"command":{"kind":"pause"}}
{"seq":8,"ti#k":21,"command":{"kind":"resume"
{"seq":9,"tick":22,"command":{"kind":"pause"}}
`
	if err := os.WriteFile(filepath.Join(dir, "journal.jsonl"), []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := openJournal(dir, quiet()); genesis.CodeOf(err) != genesis.CodeInvalid {
		t.Errorf("a journal that lacks entry 8: %v", err)
	}
}
