package engine_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// logbook is a Journal in memory. It holds everything that a replay needs.
type logbook []logged

type logged struct {
	tick uint64
	cmd  command.Command
}

func (l *logbook) Append(tick uint64, cmd command.Command) error {
	*l = append(*l, logged{tick, cmd})
	return nil
}

// replay replays the log on a world up to a tick and returns the hash there.
func (l logbook) replay(t *testing.T, e *engine.Engine, to uint64) uint64 {
	fuel := int64(0)
	for _, entry := range l {
		for e.Now() < min(entry.tick, to) {
			e.Tick(engine.Input{FuelBudget: fuel})
		}
		if entry.tick > to {
			break
		}
		if b, ok := entry.cmd.Payload.(command.Budget); ok {
			fuel = b.Fuel
			continue
		}
		p, err := e.Prepare(entry.cmd)
		if err != nil {
			t.Fatal(err)
		}
		e.Apply(p)
	}
	for e.Now() < to {
		e.Tick(engine.Input{FuelBudget: fuel})
	}
	return e.Hash()
}

// A loop runs on a machine whose speed changes, with commands at random times. Replaying its journal, which includes
// the fuel budgets it measured, must give the same world.
func TestAJournalIsAllThatAReplayNeeds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawStory(rt)
		s.params.Set("max_entities", 200)
		s.params.Set("min_population", 130)
		slowness := time.Duration(rapid.IntRange(50, 600).Draw(rt, "slowness [µs]")) * time.Microsecond
		pauses := rapid.SliceOfN(rapid.IntRange(0, 1200), 2, 4).Draw(rt, "pauses [ms]")
		synctest.Test(t, func(t *testing.T) {
			var log logbook
			tick, hash := s.throughLoop(t, rt, &log, slowness, pauses)
			e := engine.New(s.params, s.seed, engine.Options{Loader: programs, Workers: 2})
			defer e.Close()
			if again := log.replay(t, e, tick); again != hash {
				rt.Fatalf("tick %d has hash %x, the replay %x", tick, hash, again)
			}
		})
	})
}

// throughLoop runs a history in a loop, with a command after each pause, and returns the last tick and hash.
func (s worldHistory) throughLoop(
	t *testing.T, rt *rapid.T, log *logbook, slowness time.Duration, pauses []int,
) (tick, hash uint64) {
	slow := library{}
	for name, factory := range programs {
		slow[name] = sleepy{factory, slowness}
	}
	l := engine.NewLoop(engine.New(s.params, s.seed, engine.Options{Loader: slow, Workers: 1}),
		engine.LoopOptions{Journal: log})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- l.Run(ctx) }()
	busy := command.Load{Name: "busy", Version: 9, Source: "busy", Heritable: true}
	must(t, l, busy) // give every molbot work from the start
	must(t, l, command.Adopt{Trait: busy.Ref(), Share: 1})
	for _, ms := range pauses {
		time.Sleep(time.Duration(ms) * time.Millisecond)
		_, err := l.Do(ctx, drawCommand(rt))
		if code := genesis.CodeOf(err); code == genesis.CodeInternal {
			rt.Fatal(err)
		}
	}
	err := l.Inspect(ctx, func(e *engine.Engine) { tick, hash = e.Now(), e.Hash() })
	cancel()
	if ran := <-ended; err != nil || !errors.Is(ran, context.Canceled) {
		rt.Fatal(err, ran)
	}
	return tick, hash
}

// sleepy programs take time.
type sleepy struct {
	trait.Factory
	each time.Duration
}

func (s sleepy) New() (trait.Program, error) {
	p, err := s.Factory.New()
	return dozer{p, s.each}, err
}

type dozer struct {
	trait.Program
	each time.Duration
}

func (s dozer) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	time.Sleep(s.each * time.Duration(len(batch)))
	s.Program.Run(batch, verdicts)
}
