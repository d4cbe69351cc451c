package evobench

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// The common garden. In a living world, gains are consumed by population growth, so lives are not comparable at their
// ends. Instead, the world at the start of the lives gets the traits with which a life ended, each on the share of
// molbots that bore it, and runs for a while. Molbots, food and weather are then the same for all lives.
const (
	gardens     = 6
	gardenTicks = 1800
)

// garden returns the mean of the metric over several common gardens.
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

// plant loads the life's traits into another world, oldest first, each on the share of molbots that bears it in the
// life.
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
