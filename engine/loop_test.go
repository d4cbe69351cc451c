package engine_test

import (
	"context"
	"errors"
	"math"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// listener is a Sink that counts.
type listener struct {
	engine.Quiet
	ticks, frames, entities, snapshots, registries atomic.Int64
	wants                                          bool
	stamp                                          string
	changed                                        []genesis.ParamsChanged
}

func (s *listener) Tick(genesis.LoopStats)                { s.ticks.Add(1) }
func (s *listener) WantsFrame() bool                      { return s.wants }
func (s *listener) Frame(*genesis.Frame)                  { s.frames.Add(1) }
func (s *listener) Entities([]genesis.Entity)             { s.entities.Add(1) }
func (s *listener) RegistryChanged(engine.Registry)       { s.registries.Add(1) }
func (s *listener) Snapshot(shot genesis.Snapshot)        { s.snapshots.Add(1); s.stamp = shot.Timestamp }
func (s *listener) ParamsChanged(c genesis.ParamsChanged) { s.changed = append(s.changed, c) }

// inBubble runs a loop around a small world with fake time.
func inBubble(t *testing.T, o engine.LoopOptions, f func(t *testing.T, l *engine.Loop)) {
	around(t, func(t *testing.T) *engine.Engine { return small(t, 1) }, o, f)
}

// around runs a loop around a world with fake time.
func around(
	t *testing.T, world func(*testing.T) *engine.Engine, o engine.LoopOptions, f func(t *testing.T, l *engine.Loop),
) {
	synctest.Test(t, func(t *testing.T) {
		l := engine.NewLoop(world(t), o)
		engine.Unwatch(l) // it would compare real CPU time with fake time
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- l.Run(ctx) }()
		synctest.Wait()
		f(t, l)
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	})
}

// small is a world with few molbots.
func small(t *testing.T, workers int) *engine.Engine {
	p := engine.NewParams()
	p.Set("world_width", 800)
	p.Set("world_height", 800)
	p.Set("max_entities", 80)
	p.Set("min_population", 10)
	e := engine.New(p, 7, engine.Options{Workers: workers, Loader: programs})
	t.Cleanup(e.Close)
	return e
}

func must(t *testing.T, l *engine.Loop, p command.Payload) command.Reply {
	t.Helper()
	return mustAs(t, l, "", p)
}

func mustAs(t *testing.T, l *engine.Loop, id string, p command.Payload) command.Reply {
	t.Helper()
	reply, err := l.Do(t.Context(), command.Command{ID: id, Payload: p})
	if err != nil {
		t.Fatalf("%s: %v", p.Kind(), err)
	}
	return reply
}

func TestLoopKeepsItsRate(t *testing.T) {
	sink := &listener{wants: true}
	inBubble(t, engine.LoopOptions{Sink: sink, BootID: "boot"}, func(t *testing.T, l *engine.Loop) {
		time.Sleep(10 * time.Second)
		s := l.Stats()
		if s.TargetHz != 62.5 || math.Abs(s.AchievedHz-62.5) > 0.7 || s.Overruns != 0 || s.BootID != "boot" {
			t.Errorf("rate: %+v", s)
		}
		for name, got := range map[string][3]int64{
			"ticks": {sink.ticks.Load(), 95, 105}, "frames": {sink.frames.Load(), 280, 310},
			"entities": {sink.entities.Load(), 19, 22}, "snapshots": {sink.snapshots.Load(), 2, 2},
			"registries": {sink.registries.Load(), 1, 1},
		} {
			if got[0] < got[1] || got[0] > got[2] {
				t.Errorf("%s: %d, want %d to %d", name, got[0], got[1], got[2])
			}
		}
		if _, err := time.Parse(time.RFC3339, sink.stamp); err != nil {
			t.Errorf("timestamp of a snapshot: %v", err)
		}
	})
}

func TestPauseStepSpeed(t *testing.T) {
	inBubble(t, engine.LoopOptions{}, func(t *testing.T, l *engine.Loop) {
		must(t, l, command.Pause{})
		at := must(t, l, command.Spawn{Count: 1}).Tick
		time.Sleep(time.Second)
		if tick := now(t, l); tick != at {
			t.Errorf("a paused world went from %d to %d", at, tick)
		}
		must(t, l, command.Step{Count: 5})
		time.Sleep(time.Second)
		if tick := now(t, l); tick != at+5 {
			t.Errorf("5 steps went from %d to %d", at, tick)
		}
		must(t, l, command.Speed{Factor: 10})
		must(t, l, command.Resume{})
		time.Sleep(time.Second)
		if tick := now(t, l) - at - 5; tick < 615 || tick > 630 {
			t.Errorf("at speed 10 a second had %d ticks", tick)
		}
		must(t, l, command.Speed{Factor: 0.1})
		before := now(t, l)
		time.Sleep(1600 * time.Millisecond)
		if tick := now(t, l) - before; tick < 9 || tick > 11 {
			t.Errorf("at speed 0.1 a second and a half had %d ticks", tick)
		}
		must(t, l, command.SetParam{Name: "tick_rate_ms", Value: 1})
		if _, err := engine.Do(t.Context(), l, "", command.Speed{Factor: 101}); genesis.CodeOf(
			err,
		) != genesis.CodeInvalid {
			t.Errorf("speed 101: %v", err)
		}
		if _, err := engine.Do(t.Context(), l, "", command.Step{}); genesis.CodeOf(err) != genesis.CodeConflict {
			t.Errorf("a step of a running world: %v", err)
		}
	})
}

func now(t *testing.T, l *engine.Loop) (tick uint64) {
	t.Helper()
	if err := l.Inspect(t.Context(), func(e *engine.Engine) { tick = e.Now() }); err != nil {
		t.Fatal(err)
	}
	return tick
}

func TestLoopNeverSpirals(t *testing.T) {
	inBubble(t, engine.LoopOptions{}, func(t *testing.T, l *engine.Loop) {
		before := now(t, l)
		if err := l.Inspect(t.Context(), func(*engine.Engine) { time.Sleep(10 * time.Second) }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if ticks := now(t, l) - before; ticks > 62+17 {
			t.Errorf("%d ticks in the second after a stop of ten: it made up for what it had missed", ticks)
		}
	})
}

// slowly makes a world with a trait that takes some time for each molbot.
func slowly(t *testing.T, each time.Duration) *engine.Engine {
	p := engine.NewParams()
	p.Set("max_entities", 400)
	p.Set("min_population", 300)
	loader := library{"slow": trait.Native(func(m *trait.Molbot) {
		m.Crowd(40)
		time.Sleep(each)
	})}
	e := engine.New(p, 7, engine.Options{Workers: 1, Loader: loader})
	t.Cleanup(e.Close)
	load(t, e, command.Load{Name: "slow", Version: 1, Source: "slow", Heritable: true})
	do(t, e, command.Adopt{Trait: command.TraitRef{Name: "slow"}, Share: 1})
	return e
}

func TestASlowWorldSaysSo(t *testing.T) {
	world := func(t *testing.T) *engine.Engine { return slowly(t, 3200*time.Microsecond) }
	around(t, world, engine.LoopOptions{}, func(t *testing.T, l *engine.Loop) {
		time.Sleep(90 * time.Second)
		s := l.Stats()
		// The budget of 14 ms is enough for 4 of 300 molbots, but the smallest chunk has 8: about 26 ms a tick, after
		// 64 ticks of 1 s.
		if s.AchievedHz < 30 || s.AchievedHz > 50 || s.Overruns < 450 || s.CarriedOver < 50_000 || s.Dropped < 200 ||
			s.TickP50Ms < 20 {
			t.Errorf("%+v", s)
		}
		begun := time.Now()
		must(t, l, command.Spawn{Count: 1})
		if wait := time.Since(begun); wait > 100*time.Millisecond {
			t.Errorf("a command waited %s", wait)
		}
	})
}

func TestAsFastAsPossible(t *testing.T) {
	world := func(t *testing.T) *engine.Engine { return slowly(t, 200*time.Microsecond) }
	around(t, world, engine.LoopOptions{TickBudget: time.Second}, func(t *testing.T, l *engine.Loop) {
		must(t, l, command.Speed{Factor: 0})
		before := l.Stats()
		time.Sleep(20 * time.Second)
		s := l.Stats()
		// 300 molbots at 0.2 ms take 60 ms per tick, and at full speed no tick is late.
		if s.TargetHz != 0 || s.AchievedHz < 14 || s.AchievedHz > 18 || s.Overruns > before.Overruns+1 ||
			s.Dropped != before.Dropped {
			t.Errorf("before %+v, after %+v", before, s)
		}
		must(t, l, command.Pause{})
		at := now(t, l)
		time.Sleep(time.Second)
		if tick := now(t, l); tick != at {
			t.Errorf("paused at %d, now at %d", at, tick)
		}
	})
}

func TestRepeatedCommandIsAnsweredFromMemory(t *testing.T) {
	inBubble(t, engine.LoopOptions{}, func(t *testing.T, l *engine.Loop) {
		first := mustAs(t, l, "a", command.Spawn{Count: 1})
		time.Sleep(time.Second)
		again := mustAs(t, l, "a", command.Spawn{Count: 1})
		if !cmp.Equal(first.Data, again.Data) || first.Tick != again.Tick {
			t.Errorf("first %v at %d, then %v at %d", first.Data, first.Tick, again.Data, again.Tick)
		}
	})
}

func TestFullMailboxIsBusy(t *testing.T) {
	inBubble(t, engine.LoopOptions{Mailbox: 2}, func(t *testing.T, l *engine.Loop) {
		release := make(chan struct{})
		hold := func(*engine.Engine) { <-release }
		go func() { _ = l.Inspect(t.Context(), hold) }()
		synctest.Wait()
		for range 2 {
			go func() { _ = l.Inspect(t.Context(), func(*engine.Engine) {}) }()
		}
		synctest.Wait()
		if _, err := engine.Do(t.Context(), l, "", command.Spawn{Count: 1}); genesis.CodeOf(
			err,
		) != genesis.CodeBusy {
			t.Errorf("got %v", err)
		}
		close(release)
	})
}

func TestStoppedLoopSaysSo(t *testing.T) {
	l := engine.NewLoop(small(t, 1), engine.LoopOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
	if _, err := engine.Do(t.Context(), l, "", command.Spawn{Count: 1}); genesis.CodeOf(
		err,
	) != genesis.CodeUnavailable {
		t.Errorf("Do: %v", err)
	}
}

func TestCheckpointCommand(t *testing.T) {
	var saved []byte
	save := func(_ uint64, b []byte) error { saved = b; return nil }
	inBubble(t, engine.LoopOptions{Save: save}, func(t *testing.T, l *engine.Loop) {
		time.Sleep(time.Second)
		reply := mustAs(t, l, "c", command.Checkpoint{})
		e, err := engine.Restore(saved, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		if e.Now() != reply.Tick || reply.Tick == 0 {
			t.Errorf("checkpoint of tick %d, reply says %d", e.Now(), reply.Tick)
		}
	})
}

// notebook is a Journal in memory.
type notebook struct {
	full    bool
	ticks   []uint64
	records []command.Command
}

func (n *notebook) Append(tick uint64, cmd command.Command) error {
	if n.full {
		return errors.New("no space left")
	}
	if _, budget := cmd.Payload.(command.Budget); !budget { // budgets depend on the speed of the machine
		n.ticks, n.records = append(n.ticks, tick), append(n.records, cmd)
	}
	return nil
}

func TestJournalComesFirst(t *testing.T) {
	journal := &notebook{}
	sink := &listener{}
	inBubble(t, engine.LoopOptions{Journal: journal, Sink: sink}, func(t *testing.T, l *engine.Loop) {
		must(t, l, command.SetParam{Name: "temperature", Value: 30})
		must(t, l, command.Pause{})
		if len(journal.records) != 1 || journal.records[0].Payload != (command.SetParam{Name: "temperature", Value: 30}) {
			t.Errorf("journal: %+v", journal.records)
		}
		if len(sink.changed) != 1 || sink.changed[0].OldValue != 20 || sink.changed[0].NewValue != 30 {
			t.Errorf("changes: %+v", sink.changed)
		}
		journal.full = true
		if _, err := engine.Do(t.Context(), l, "", command.Spawn{Count: 1}); genesis.CodeOf(
			err,
		) != genesis.CodeUnavailable {
			t.Errorf("with a full journal: %v", err)
		}
	})
}
