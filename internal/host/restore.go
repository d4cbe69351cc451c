package host

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// restore finds the world: the newest sound checkpoint on disk, else the one in Redis, else a new world from the
// settings. Journalled commands from after the checkpoint are carried out again at their ticks.
func (h *Host) restore(ctx context.Context) (*engine.Engine, error) {
	var world *engine.Engine
	accept := func(data []byte) (err error) {
		world, err = engine.Restore(data, h.engineOptions())
		return err
	}
	seq, found, err := h.kept.newest(accept)
	switch {
	case err != nil:
		return nil, err
	case found:
		h.reportDifferences(world)
		return world, h.replay(world, seq)
	case h.restoreFromRedis(ctx, accept):
		h.reportDifferences(world)
		return world, nil // its journal is gone with the disk
	}
	h.log.Info("a new world begins", "seed", h.settings.Seed)
	return engine.New(h.params(), h.settings.Seed, h.engineOptions()), nil
}

func (h *Host) restoreFromRedis(ctx context.Context, accept func([]byte) error) bool {
	data, err := h.store.Checkpoint(ctx)
	if err == nil {
		err = accept(data)
	}
	if code := genesis.CodeOf(err); err != nil && code != genesis.CodeNotFound && code != genesis.CodeUnavailable {
		h.log.Error("the checkpoint in Redis was refused", "error", err)
	}
	return err == nil
}

// reportDifferences says which settings a restored world does not follow: they shape a new world only.
func (h *Host) reportDifferences(world *engine.Engine) {
	has := world.Params()
	want := paramSettings(h.settings)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if has[name] != want[name] {
			h.log.Info("the restored world keeps its own value", "param", name, "world", has[name], "setting", want[name])
		}
	}
}

// replay carries out the journalled commands that the checkpoint has not seen, each at its tick and with the fuel budget
// that held then.
func (h *Host) replay(world *engine.Engine, seen uint64) error {
	entries, err := h.journal.read()
	if err != nil {
		return err
	}
	begun, from, commands := time.Now(), world.Now(), 0
	var fuel int64
	for _, e := range entries {
		if e.Seq > seen {
			for world.Now() < e.Tick {
				world.Tick(engine.Input{FuelBudget: fuel})
			}
		}
		switch {
		case e.Command.Kind == genesis.CmdBudget:
			fuel = int64(e.Command.Value)
		case e.Seq > seen:
			commands++
			if err := h.replayOne(world, e); err != nil {
				return err
			}
		}
	}
	if ticks := world.Now() - from; ticks > 0 || commands > 0 {
		h.log.Info("journal replayed", "commands", commands, "ticks", ticks, "took", time.Since(begun).Round(time.Millisecond))
	}
	return nil
}

// replayOne carries one command out again. What the engine refuses now it refused then, but for a trait that a sandbox
// which has become stricter since refuses: the world goes on without it.
func (h *Host) replayOne(world *engine.Engine, e entry) error {
	prepared, err := world.Prepare(e.Command)
	if genesis.CodeOf(err) == genesis.CodeRejected {
		h.log.Error("a journalled trait is refused by today's sandbox; the world goes on without it",
			"trait", genesis.TraitID(e.Command.Trait.Name, e.Command.Trait.Version), "error", err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("replay %s of tick %d: %w", e.Command.Kind, e.Tick, err)
	}
	world.Apply(prepared)
	return nil
}
