package host

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// restore restores the world, without the traits that the current sandbox rejects.
func (h *Host) restore(ctx context.Context) (*engine.Engine, error) {
	world, err := h.find(ctx)
	if err != nil {
		return nil, err
	}
	return world, h.dropRefused(world)
}

// dropRefused removes the traits that the current sandbox rejects, by commands in the journal, and writes a checkpoint,
// from which the world can be recomputed whatever happens to the rules. If the disk is full, the traits stay without
// effect until the next start.
func (h *Host) dropRefused(world *engine.Engine) error {
	h.refused = h.unloadRefused(world)
	if len(h.refused) == 0 {
		return nil
	}
	m := mark{tick: world.Now(), seq: h.journal.seq()}
	if err := h.answers.write(h.kept.dir, h.recalled); err != nil {
		return err
	}
	if err := h.writeFirstCheckpoint(world); err != nil {
		return err
	}
	return h.journal.add(entry{Tick: m.tick, Seen: m.seq, Hash: hashText(world.Hash())})
}

// unloadRefused removes rejected traits from a world that is not running.
func (h *Host) unloadRefused(world *engine.Engine) (gone []engine.Trip) {
	for _, r := range world.Refused() {
		id := genesis.TraitID(r.Name, r.Version)
		cmd := command.Command{Payload: r.Off}
		if err := h.journal.Append(world.Now(), cmd); err != nil {
			h.log.Error("a trait that the sandbox now rejects can't be unloaded; it has no effect", "trait", id, "error", err)
			continue
		}
		h.log.Warn("the world continues without a trait that the sandbox now rejects", "trait", id, "tick", world.Now(),
			"error", r.Err)
		off, err := world.Prepare(cmd)
		if err == nil {
			world.Apply(off)
		}
		gone = append(gone, engine.Trip{Name: r.Name, Version: r.Version, MutationID: r.Off.Trait.MutationID,
			Reason: r.Off.Reason})
	}
	return gone
}

// find returns the world from the newest sound checkpoint on disk, otherwise from the one in Redis, otherwise a new
// world from the settings. It executes the journalled commands that follow the checkpoint, at their ticks.
func (h *Host) find(ctx context.Context) (*engine.Engine, error) {
	var world *engine.Engine
	accept := func(data []byte) (err error) {
		world, err = engine.Restore(data, h.engineOptions())
		return err
	}
	m, found, err := h.kept.newest(accept)
	switch {
	case err != nil:
		return nil, err
	case found:
		h.reportDifferences(world)
		if h.recalled, err = h.answers.read(h.kept.dir); err != nil {
			h.log.Warn("commands that are repeated now may be carried out again", "error", err)
		}
		return h.replay(ctx, world, m)
	case h.restoreFromRedis(ctx, accept):
		h.reportDifferences(world) // the journal was lost with the disk
	default:
		h.log.Info("a new world begins", "seed", h.settings.Seed)
		world = newWorld(paramSettings(h.settings), h.settings.Seed, h.engineOptions())
	}
	return world, h.writeFirstCheckpoint(world)
}

// writeFirstCheckpoint writes the checkpoint with which the journal begins.
func (h *Host) writeFirstCheckpoint(world *engine.Engine) error {
	data, err := world.Checkpoint()
	if err != nil {
		return fmt.Errorf("encode checkpoint: %w", err)
	}
	return h.kept.write(mark{tick: world.Now(), seq: h.journal.seq()}, data)
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

// reportDifferences logs the settings that a restored world does not follow, because they only apply to new worlds.
func (h *Host) reportDifferences(world *engine.Engine) {
	has := world.Params()
	want := paramSettings(h.settings)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if has[name] != want[name] {
			h.log.Info("the restored world keeps its own value", "param", name, "world", has[name], "setting", want[name])
		}
	}
}

// replay executes the journalled commands that are not in the checkpoint.
func (h *Host) replay(ctx context.Context, world *engine.Engine, m mark) (*engine.Engine, error) {
	if err := h.alignJournal(m); err != nil {
		return nil, err
	}
	entries, err := h.journal.read()
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	past := replayer{kept: h.kept, options: h.engineOptions(), log: h.log, entries: entries}
	past.begin(world, m)
	if err := past.replayAll(ctx); err != nil {
		return nil, err
	}
	h.recalled = append(h.recalled, past.replies...)
	if past.world.Now() != m.tick || past.commands > 0 {
		h.log.Info("journal replayed", "from", m.tick, "to", past.world.Now(), "commands", past.commands,
			"hashes", past.checked, "took", time.Since(begun).Round(time.Millisecond))
	}
	return past.world, nil
}

// alignJournal continues the journal's numbering after the checkpoint even if the newest entries are lost: no number
// may be used twice.
func (h *Host) alignJournal(m mark) error {
	if h.journal.seq() >= m.seq {
		return nil
	}
	h.log.Warn("the journal ends before the newest checkpoint; the world goes on from there", "entry", h.journal.seq(),
		"checkpoint", m.seq)
	if err := h.journal.trim(m.seq); err != nil {
		return err
	}
	h.journal.advanceSeq(m.seq)
	return nil
}
