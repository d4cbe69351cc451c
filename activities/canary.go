package activities

import (
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Canary reads how the bearers of a mutation do against their siblings without it.
func (e *Engine) Canary(ctx context.Context, in genesis.MutationRef) (genesis.CanaryReading, error) {
	out, err := e.canary(ctx, in)
	return out, fail(err)
}

func (e *Engine) canary(ctx context.Context, in genesis.MutationRef) (r genesis.CanaryReading, err error) {
	m, err := e.findWhole(ctx, in)
	if err != nil {
		return r, err
	}
	err = e.Loop.Inspect(ctx, func(w *engine.Engine) { r = w.Canary(m.TraitName, m.Version) })
	return r, err
}

// Keep ends a canary well: the trait becomes heritable, and the version before it goes.
func (e *Engine) Keep(ctx context.Context, in genesis.MutationRef) error {
	return fail(e.keep(ctx, in))
}

func (e *Engine) keep(ctx context.Context, in genesis.MutationRef) error {
	m, err := e.findWhole(ctx, in)
	if err != nil {
		return err
	}
	reply, err := engine.Do(ctx, e.Loop, "keep-"+in.CycleID+"-"+m.ID, command.Keep{
		Trait: loadedAs(m), GoFirst: e.harmless(ctx),
	})
	if err != nil {
		return err
	}
	if err := e.recordEvictions(ctx, reply.Data); err != nil {
		return err
	}
	if m.Status != genesis.StatusApplied || m.Kept != in.Kept {
		now := time.Now().UTC()
		m.Status, m.AppliedAt, m.Kept = genesis.StatusApplied, &now, in.Kept
		if err := e.Store.SaveMutation(ctx, m); err != nil {
			return err
		}
	}
	if m.Parent != "" {
		if err := e.retire(ctx, m.Parent); err != nil {
			return err
		}
	}
	if err := e.trippedSince(ctx, m); err != nil {
		return err
	}
	return e.Mirror(ctx)
}

// trippedSince corrects the record of a trait that tripped after it was kept and before its record said so: who tells
// of trips changes only records of kept traits, and this one was none yet.
func (e *Engine) trippedSince(ctx context.Context, m genesis.Mutation) error {
	var r genesis.CanaryReading
	err := e.Loop.Inspect(ctx, func(w *engine.Engine) { r = w.Canary(m.TraitName, m.Version) })
	if err != nil || r.Loaded || !r.Tripped {
		return err
	}
	m.Status, m.Error = genesis.StatusRolledBack, r.Reason
	return e.Store.SaveMutation(ctx, m)
}

// harmless are the loaded traits, by id, of which nothing shows that they help: they make room first. One whose record
// can't be read is not among them.
func (e *Engine) harmless(ctx context.Context) (ids []string) {
	world, err := e.registry(ctx)
	if err != nil {
		return nil
	}
	for _, t := range world.Traits {
		if !t.Generated {
			continue
		}
		if m, err := e.Store.Mutation(ctx, genesis.MutationID(t.Name, t.Version)); err == nil &&
			m.Kept == genesis.KeptHarmless {
			ids = append(ids, genesis.TraitID(t.Name, t.Version))
		}
	}
	return ids
}

// findWhole is find for a step that needs all of the record: one that is gone, or that the engine wrote again by what
// it knew of the trait, is lost.
func (e *Engine) findWhole(ctx context.Context, in genesis.MutationRef) (genesis.Mutation, error) {
	if err := e.checkWorld(in.WorldRef); err != nil {
		return genesis.Mutation{}, err
	}
	m, err := e.find(ctx, in)
	return whole(m, err)
}

// whole refuses a record that does not say which cycle made the mutation as lost, as it does one that is gone.
func whole(m genesis.Mutation, err error) (genesis.Mutation, error) {
	if err == nil && m.CycleID == "" {
		err = genesis.Errorf(genesis.CodeNotFound, "the record of %s holds only what the engine knew of it", m.ID)
	}
	return m, lost(err, genesis.LostRecord)
}

// find reads the mutation that in names: by its id, or, for a cycle that never heard what Save answered, as the newest
// of the cycle with that hash, or, for one that can't be asked any more, as the newest of the cycle. The error has code
// not_found for none.
func (e *Engine) find(ctx context.Context, in genesis.MutationRef) (genesis.Mutation, error) {
	if err := e.checkWorld(in.WorldRef); err != nil {
		return genesis.Mutation{}, err
	}
	if in.MutationID != "" {
		m, err := e.Store.Mutation(ctx, in.MutationID)
		if err == nil && m.Hash != in.CodeHash {
			err = genesis.Errorf(genesis.CodeStale, "%s holds another program now", m.ID)
		}
		return m, err
	}
	newest, _, err := e.Store.Mutations(ctx, "", 20, "")
	for _, m := range newest {
		if m.CycleID == in.CycleID && (in.CodeHash == "" || m.Hash == in.CodeHash) {
			return m, nil
		}
	}
	if err == nil {
		err = genesis.Errorf(genesis.CodeNotFound, "cycle %s saved no such program", in.CycleID)
	}
	return genesis.Mutation{}, err
}
