package evobench

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// The common garden: gains in a living world are eaten up by growth, so the lives are compared where they began. The
// world that they parted from gets the traits that each of them ended with, every trait on the share of molbots that
// bore it there, and lives on for a while: the same molbots, the same food and the same weather for all.
const (
	gardens     = 6
	gardenTicks = 1800
)

// garden is the mean of the metric over some common gardens.
func (l *life) garden(ctx context.Context, start []byte) (mean float64, err error) {
	for i := range gardens {
		snaps, err := l.grow(ctx, start, seedOf("garden", l.seed, i))
		if err != nil {
			return 0, err
		}
		mean += l.mean(snaps) / gardens
	}
	return mean, nil
}

func (l *life) grow(ctx context.Context, start []byte, seed uint64) (snaps []genesis.Snapshot, err error) {
	e, err := engine.Restore(start, engine.Options{Workers: 1, SnapshotInterval: every, Loader: l.loader})
	if err != nil {
		return nil, err
	}
	defer e.Close()
	e.Reseed(seed)
	if err := l.plant(e); err != nil {
		return nil, err
	}
	for tick := range gardenTicks {
		if tick%every == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if snap := e.Tick(engine.Input{}).Snapshot; snap != nil {
			snaps = append(snaps, *snap)
		}
	}
	return snaps, nil
}

// plant gives the life's traits to another world, oldest first, each on the share of molbots that bear it in the life.
func (l *life) plant(e *engine.Engine) error {
	traits := l.engine.Registry().Traits
	for i := len(traits) - 1; i >= 0; i-- {
		t := traits[i]
		if !t.Generated {
			continue
		}
		share := float64(t.Bearers) / float64(max(1, l.engine.Count()))
		load := command.Load{Name: t.Name, Version: t.Version, Source: t.Source, Heritable: true}
		if err := do(e, load); err != nil {
			return err
		}
		if err := do(e, command.Adopt{Trait: load.Ref(), Share: share}); err != nil {
			return err
		}
	}
	return nil
}
