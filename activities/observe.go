package activities

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Engine holds the steps that use the engine. They run in its process, one at a time, and send their commands through
// its mailbox like every other client.
type Engine struct {
	World        string
	BootID       string
	Loop         *engine.Loop
	Store        *redisstore.Store
	MutationsDir string       // worlds other than main use a subfolder of this
	Versions     int          // number of files kept for each trait
	Sync         func() error // flushes the journal to disk

	// Mirror returns once Redis has the current registry. Only the engine's process writes it there.
	Mirror func(context.Context) error
}

// Observe forks the world and reads its statistics, registry and parameters.
func (e *Engine) Observe(ctx context.Context, in genesis.WorldRef) (genesis.Observation, error) {
	out, err := e.observe(ctx, in)
	return out, fail(err)
}

func (e *Engine) observe(ctx context.Context, in genesis.WorldRef) (genesis.Observation, error) {
	if err := e.checkWorld(in); err != nil {
		return genesis.Observation{}, err
	}
	var frozen *engine.Frozen
	var snap genesis.Snapshot
	var loaded engine.Registry
	out := genesis.Observation{BootID: e.BootID}
	if err := e.Loop.Inspect(ctx, func(w *engine.Engine) {
		frozen = w.Freeze()
		snap, loaded = w.Snapshot(), w.Registry()
		out.Tick, out.Params = w.Now(), w.Params()
	}); err != nil {
		return out, err
	}
	fork, err := frozen.Checkpoint() // the world keeps running meanwhile
	if err != nil {
		return out, fmt.Errorf("fork the world: %w", err)
	}
	out.Generation, out.Vitals = loaded.Generation, e.vitals(ctx, snap)
	out.Traits = e.describe(ctx, loaded)
	return out, e.keepFork(ctx, fork, snap, &out)
}

// checkWorld rejects work for another world. Each world has its own queue, but a person may mistype its name.
func (e *Engine) checkWorld(in genesis.WorldRef) error {
	if in.World != e.World {
		return genesis.Errorf(genesis.CodeNotFound, "this engine runs the world %s, not %s", e.World, in.World)
	}
	return nil
}

// vitals returns the figures of the last complete snapshot. A world that has none yet returns what it has counted so
// far.
func (e *Engine) vitals(ctx context.Context, now genesis.Snapshot) genesis.Vitals {
	if whole, err := e.Store.Snapshots(ctx, 1); err == nil && len(whole) == 1 && whole[0].Tick <= now.Tick {
		return whole[0].Vitals()
	}
	return now.Vitals()
}

// describe lists the generated traits with the descriptions in their records.
func (e *Engine) describe(ctx context.Context, loaded engine.Registry) []genesis.TraitRef {
	traits := []genesis.TraitRef{}
	for _, t := range loaded.Traits {
		if !t.Generated {
			continue
		}
		ref := genesis.TraitRef{Name: t.Name, Version: t.Version, MutationID: t.MutationID, Bearers: t.Bearers}
		if m, err := e.Store.Mutation(ctx, t.MutationID); err == nil {
			ref.About = line(m.Description, 160)
		}
		traits = append(traits, ref)
	}
	return traits
}

func (e *Engine) keepFork(ctx context.Context, fork []byte, snap genesis.Snapshot, out *genesis.Observation) error {
	summary, err := json.Marshal(snap)
	if err != nil {
		return fmt.Errorf("write the snapshot: %w", err)
	}
	if out.Fork, err = e.Store.PutBlob(ctx, fork, forkTTL); err != nil {
		return err
	}
	out.Summary, err = e.Store.PutBlob(ctx, summary, forkTTL)
	return err
}
