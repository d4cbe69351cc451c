package evobench

import (
	"context"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Arms of the experiment.
const (
	ArmNone      = "none"      // no evolution
	ArmRandom    = "random"    // random programs, loaded without a gate
	ArmSelection = "selection" // evolution cycles
)

// arms in the order of reports.
var arms = []string{ArmNone, ArmRandom, ArmSelection}

// every is the interval between snapshots [ticks].
const every = 300

// life is one world in one arm.
type life struct {
	scenario
	Options
	arm       string
	seed      uint64
	engine    *engine.Engine
	loader    *sandbox.Sandbox
	out       *LifeReport
	writer    *writer
	neutral   *neutral
	tried     []tried
	mutations []*mutation // oldest first

	snaps []genesis.Snapshot
	saved []byte // state from which to continue; nil: start anew
	lived Lived  // called after each cycle; may be nil
}

// liveSeed runs the three lives of one seed.
func liveSeed(ctx context.Context, s scenario, o Options, seed uint64, progress *lineWriter) (SeedReport, error) {
	r := SeedReport{Seed: seed}
	start, before, err := s.start(ctx, seed)
	if err != nil {
		return r, err
	}
	for _, arm := range arms {
		l := &life{scenario: s, Options: o, arm: arm, seed: seed, loader: sandbox.New(sandbox.Limits{}),
			out: &LifeReport{Arm: arm, Before: before}}
		if err := l.live(ctx, start, progress); err != nil {
			return r, fmt.Errorf("%s: %w", arm, err)
		}
		r.Lives = append(r.Lives, *l.out)
		progress.say("%s seed %d %s: %.3f before, %.3f after, %.3f in the common garden, %d of %d cycles kept", s.name, seed,
			arm,
			before, l.out.After, l.out.Garden, l.out.Kept, len(l.out.Cycles))
	}
	return r, nil
}

// start returns the common start of a seed's lives, and the mean metric of its last snapshots.
func (s scenario) start(ctx context.Context, seed uint64) (checkpoint []byte, before float64, err error) {
	e := engine.New(s.params(), seed, engine.Options{Workers: 1, SnapshotInterval: every})
	defer e.Close()
	for _, name := range s.unload {
		if err := do(e, command.Unload{Trait: command.TraitRef{Name: name}}); err != nil {
			return nil, 0, err
		}
	}
	var snaps []genesis.Snapshot
	for tick := range settled {
		if tick%every == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		if snap := e.Tick(engine.Input{}).Snapshot; snap != nil && tick >= settled/2 {
			snaps = append(snaps, *snap)
		}
	}
	checkpoint, err = e.Checkpoint()
	return checkpoint, s.mean(snaps), err
}

// mean returns the mean of the metric over snapshots.
func (s scenario) mean(snaps []genesis.Snapshot) (m float64) {
	for _, snap := range snaps {
		m += s.value(snap) / float64(len(snaps))
	}
	return m
}

// live runs the cycles and the world between them.
func (l *life) live(ctx context.Context, start []byte, progress *lineWriter) (err error) {
	first, err := l.begin(start)
	if err != nil {
		return err
	}
	defer l.engine.Close()
	if l.writer, err = newWriter(l.seed, l.effort()); err != nil {
		return err
	}
	for n := first; n <= l.Cycles; n++ {
		from := l.engine.Now()
		if l.arm != ArmNone {
			c, err := l.change(ctx, n)
			if err != nil {
				return fmt.Errorf("cycle %d: %w", n, err)
			}
			l.out.add(c)
		}
		if err := l.advance(ctx, int(from)+l.LifeTicks-int(l.engine.Now())); err != nil {
			return err
		}
		if l.lived != nil {
			if err := l.lived(n, func() ([]byte, error) { return l.save(n) }); err != nil {
				return err
			}
		}
		if n%10 == 0 && l.arm == ArmSelection {
			progress.say("%s seed %d %s: cycle %d of %d, %d kept", l.name, l.seed, l.arm, n, l.Cycles, l.out.Kept)
		}
	}
	l.finish()
	l.out.Garden, err = l.garden(ctx, start)
	return err
}

// begin restores the life's world, either from the common start or from the saved state, and returns the number of the
// first cycle.
func (l *life) begin(start []byte) (first int, err error) {
	if l.saved != nil {
		return l.restore(l.saved)
	}
	if l.engine, err = engine.Restore(start, l.engineOptions()); err != nil {
		return 0, err
	}
	l.neutral = newNeutral(l.seed, l.engine.Count())
	return 1, nil
}

func (l *life) engineOptions() engine.Options {
	return engine.Options{Workers: 1, SnapshotInterval: every, Loader: l.loader}
}

// change makes a change to the world according to the life's arm.
func (l *life) change(ctx context.Context, n int) (CycleReport, error) {
	if l.arm == ArmRandom {
		return l.random(ctx, n)
	}
	return l.cycle(ctx, n)
}

// effort returns the effort of synth's search. A random program is not searched for.
func (l *life) effort() float64 {
	if l.arm == ArmRandom {
		return -1
	}
	return l.Effort
}

// advance runs the world.
func (l *life) advance(ctx context.Context, ticks int) error {
	for tick := range ticks {
		if tick%every == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		out := l.engine.Tick(engine.Input{})
		l.neutral.tick(int(out.Births), int(out.Deaths), l.engine.Count())
		if out.Snapshot != nil {
			l.snaps = append(l.snaps, *out.Snapshot)
			l.neutral.observe(*out.Snapshot)
		}
	}
	return nil
}

// finish summarises the last third of the life.
func (l *life) finish() {
	last := l.snaps[len(l.snaps)-max(1, len(l.snaps)/3):]
	l.out.After = l.mean(last)
	for _, s := range last {
		l.out.Molbots += float64(s.EntityCount) / float64(len(last))
		l.out.Production += s.Production / float64(len(last))
		l.out.Starved += float64(s.DeathStarvation) / float64(max(1, s.EntityCount)) / float64(len(last))
	}
	l.out.Activity = l.neutral.report()
}

func do(e *engine.Engine, p command.Payload) error {
	prepared, err := e.Prepare(command.Command{Payload: p})
	if err != nil {
		return err
	}
	return errOf(e.Apply(prepared))
}

func errOf(r command.Reply) error {
	if r.Err == nil {
		return nil
	}
	return r.Err
}
