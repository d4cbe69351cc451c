package host

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// settingsOf returns the settings of a world in a folder.
func settingsOf(t *testing.T, dir string) config.Settings {
	t.Helper()
	s, err := config.Load([]string{"GENESIS_DATA_DIR=" + dir, "GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations")},
		"")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// copied returns a copy of a running engine's files, which is what a kill at this moment would leave.
func (r *rig) copied() string {
	r.t.Helper()
	dir := r.t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(r.dir)); err != nil {
		r.t.Fatal(err)
	}
	return dir
}

func (r *rig) fast() {
	r.do(command.Speed{Factor: 100})
}

const spinner = `package spinner

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.Turn(0.3, 0.5)
}
`

func TestEveryPastTickCanBeComputedAgain(t *testing.T) {
	r := start(t, t.TempDir())
	r.fast()
	load := command.Load{Name: "spinner", Version: 1, Source: spinner, Heritable: true}
	r.do(load)
	r.do(command.Adopt{Trait: command.TraitRef{Name: "spinner"}, Share: 0.5})
	early := r.do(command.Checkpoint{}).Tick
	r.do(command.Scatter{Count: 50})
	r.await("a thousand ticks", func() bool { return r.tick() > early+1000 })
	late := r.do(command.Checkpoint{}).Tick
	s := settingsOf(t, r.copied())
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	all, err := Rebuild(t.Context(), s, late, 0, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer all.World.Close()
	if all.From != 0 || all.Checked != 2 || all.Commands != 3 || all.World.Now() != late {
		t.Errorf("from the beginning: %+v", all)
	}
	part, err := Rebuild(t.Context(), s, late-10, late, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer part.World.Close()
	for range 10 {
		part.World.Tick(engine.Input{}) // a world this small never exceeds its budget
	}
	if part.From != early || part.World.Hash() != all.World.Hash() {
		t.Errorf("from the checkpoint at %d: from %d, %x and %x", early, part.From, part.World.Hash(), all.World.Hash())
	}
	if _, err := Rebuild(t.Context(), s, late+1_000_000, late, quiet()); genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("a tick to come: %v", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := Rebuild(ended, s, late, 0, quiet()); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped on the way: %v", err)
	}
}

func TestAChangedJournalIsFound(t *testing.T) {
	r := start(t, t.TempDir())
	r.do(command.SetParam{Name: "temperature", Value: 31})
	tick := r.do(command.Checkpoint{}).Tick
	dir := r.copied()
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "worlds", "main", journalFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(text, []byte(`"value":31`), []byte(`"value":32`), 1)
	if err := os.WriteFile(path, changed, 0o644); err != nil || bytes.Equal(changed, text) {
		t.Fatal("not changed", err)
	}
	if _, err := Rebuild(t.Context(), settingsOf(t, dir), tick, 0, quiet()); genesis.CodeOf(err) != genesis.CodeInternal {
		t.Errorf("another temperature: %v", err)
	}
}

func TestBackToAKeptCheckpoint(t *testing.T) {
	r := start(t, t.TempDir())
	r.fast()
	r.do(command.SetParam{Name: "temperature", Value: 31})
	past := r.do(command.Checkpoint{}).Tick
	r.do(command.SetParam{Name: "temperature", Value: 5})
	r.await("time to pass", func() bool { return r.tick() > past+500 })
	r.await("the list of checkpoints", func() bool {
		kept, err := r.store.Checkpoints(t.Context())
		return err == nil && len(kept) == 2 && kept[0].Tick == past && kept[0].Bytes > 0 && kept[1].Tick == 0
	})
	_, err := redisstore.Ask(t.Context(), r.store, command.Restore{Tick: 7})
	if genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("back to a tick that is not kept: %v", err)
	}
	r.do(command.Speed{Factor: 0.1})
	reply := r.doAs("back", command.Restore{Tick: int(past)})
	if reply.Tick != past || r.doAs("back", command.Restore{Tick: int(past)}).Generation != reply.Generation {
		t.Errorf("back to %d: %+v", past, reply)
	}
	r.await("the old temperature", func() bool { return r.param("temperature") == 31 && r.tick() < past+500 })
	changed := r.do(command.SetParam{Name: "temperature", Value: 11}).Tick
	killed := r.copied()
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	for _, from := range []uint64{0, past} { // of a tick that was lived twice, the later one counts
		all, err := Rebuild(t.Context(), settingsOf(t, killed), changed, from, quiet())
		if err != nil || all.World.Param("temperature") != 11 || all.World.Now() != changed {
			t.Fatal(all, err)
		}
		all.World.Close()
	}
	r = start(t, killed)
	r.await("the newest temperature", func() bool { return r.param("temperature") == 11 })
	if tick := r.tick(); tick > past+500 {
		t.Errorf("killed after it went back to %d, the world went on at %d", past, tick)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

// A paused world must not be saved repeatedly: new checkpoints would displace those of its past.
func TestAPausedWorldIsSavedOnce(t *testing.T) {
	r := start(t, t.TempDir())
	r.do(command.Pause{})
	r.do(command.Checkpoint{})
	s := settingsOf(t, r.copied())
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	h := Host{settings: s, log: quiet(), store: r.store, kept: &checkpoints{dir: WorldDir(s), log: quiet()}}
	var err error
	if h.journal, err = openJournal(WorldDir(s), quiet()); err != nil {
		t.Fatal(err)
	}
	defer h.journal.close()
	world, err := h.restore(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.loop = engine.NewLoop(world, engine.LoopOptions{Journal: h.journal})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- h.loop.Run(ctx) }()
	if _, err := engine.Do(ctx, h.loop, "", command.Pause{}); err != nil {
		t.Fatal(err)
	}
	if h.unchanged(ctx) {
		t.Error("unchanged before it was saved")
	}
	if _, err := h.save(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if !h.unchanged(ctx) {
		t.Error("changed while it was paused")
	}
	if _, err := engine.Do(ctx, h.loop, "", command.Scatter{Count: 1}); err != nil {
		t.Fatal(err)
	}
	if h.unchanged(ctx) {
		t.Error("unchanged after a command")
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A crash between the journal entry and the checkpoint after it leaves enough to continue.
func TestTheWayBackIsFollowedWithoutTheCheckpointAfterIt(t *testing.T) {
	r := start(t, t.TempDir())
	r.fast()
	past := r.do(command.Checkpoint{}).Tick
	r.await("time to pass", func() bool { return r.tick() > past+500 })
	r.do(command.Speed{Factor: 0.1})
	r.do(command.Restore{Tick: int(past)})
	with, without := settingsOf(t, r.copied()), settingsOf(t, r.copied())
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	kept, err := checkpointsOf(without, quiet())
	if err != nil {
		t.Fatal(err)
	}
	marks, err := kept.marks()
	if err != nil || len(marks) != 3 {
		t.Fatal(marks, err)
	}
	if err := kept.drop(marks[2]); err != nil {
		t.Fatal(err)
	}
	var hashes []uint64
	for _, s := range []config.Settings{with, without} {
		h := Host{settings: s, log: quiet(), kept: &checkpoints{dir: WorldDir(s), log: quiet()}}
		if h.journal, err = openJournal(WorldDir(s), quiet()); err != nil {
			t.Fatal(err)
		}
		defer h.journal.close()
		world, err := h.restore(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer world.Close()
		hashes = append(hashes, world.Hash())
	}
	if hashes[0] != hashes[1] {
		t.Errorf("with the checkpoint %x, without it %x", hashes[0], hashes[1])
	}
}

func TestANewWorldInThePlaceOfTheOld(t *testing.T) {
	r := start(t, t.TempDir(), "GENESIS_TEMPERATURE=25")
	r.do(command.SetParam{Name: "temperature", Value: 31})
	r.fast()
	r.await("time to pass", func() bool { return r.tick() > 1000 })
	r.do(command.Speed{Factor: 0.1})
	if reply := r.do(command.Reset{Seed: 77}); reply.Tick != 0 {
		t.Errorf("a new world at tick %d", reply.Tick)
	}
	r.await("the temperature of the settings", func() bool { return r.param("temperature") == 25 })
	killed := r.copied()
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	r = start(t, killed)
	if tick := r.tick(); tick > 500 {
		t.Errorf("the new world went on at %d", tick)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

// TestNoWayBackWhileSomebodyTravels: a molbot in transit between two worlds is not forgotten, even if the engine is
// killed.
func TestNoWayBackWhileSomebodyTravels(t *testing.T) {
	r := start(t, t.TempDir())
	early := r.do(command.Checkpoint{}).Tick
	ids, err := r.store.EntityIDs(t.Context())
	if err != nil || len(ids) == 0 {
		t.Fatalf("%v, %v", ids, err)
	}
	slices.Sort(ids)
	r.do(command.Depart{Molbot: ids[0], Migration: "m", To: "reef"})
	for _, cmd := range []command.Payload{command.Restore{Tick: int(early)}, command.Reset{Seed: 5}} {
		_, err := r.store.SendCommand(t.Context(), command.Command{Payload: cmd})
		if genesis.CodeOf(err) != genesis.CodeConflict {
			t.Errorf("%s: %v", cmd.Kind(), err)
		}
	}
	r.do(command.Settle{Migration: "m", Back: true})
	r.do(command.Restore{Tick: int(early)})
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}
