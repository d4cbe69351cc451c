package activities

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Engine holds the steps that touch the engine. They run in its process, one at a time, and go through its mailbox like
// everybody else.
type Engine struct {
	World        string
	BootID       string
	Loop         *engine.Loop
	Store        *redisstore.Store
	MutationsDir string       // worlds other than main keep their files in a folder of their name below it
	Versions     int          // files kept of each trait
	Sync         func() error // puts the journal onto the disk

	// Mirror returns when Redis has the registry as it is: the engine's process alone writes it there.
	Mirror func(context.Context) error
}

// Observe forks the world and reads its figures, its registry and its parameters.
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
	fork, err := frozen.Checkpoint() // beside the running world
	if err != nil {
		return out, fmt.Errorf("fork the world: %w", err)
	}
	out.Generation, out.Vitals = loaded.Generation, e.vitals(ctx, snap)
	out.Traits = e.describe(ctx, loaded)
	return out, e.keepFork(ctx, fork, snap, &out)
}

// checkWorld refuses work for another world: a queue is named after its world, but a name can be mistyped by a person.
func (e *Engine) checkWorld(in genesis.WorldRef) error {
	if in.World != e.World {
		return genesis.Errorf(genesis.CodeNotFound, "this engine runs the world %s, not %s", e.World, in.World)
	}
	return nil
}

// vitals are those of the last whole snapshot; a world that has none yet gives what it has counted so far.
func (e *Engine) vitals(ctx context.Context, now genesis.Snapshot) genesis.Vitals {
	if whole, err := e.Store.Snapshots(ctx, 1); err == nil && len(whole) == 1 && whole[0].Tick <= now.Tick {
		return whole[0].Vitals()
	}
	return now.Vitals()
}

// describe lists the generated traits with what their records say of them.
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
