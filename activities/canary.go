package activities

import (
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Canary compares the bearers of a mutation with their siblings that do not carry it.
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

// Keep ends a canary successfully: the trait becomes heritable and replaces its previous version.
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

// trippedSince corrects the record of a trait that tripped between being kept in the engine and being recorded as kept.
// The code that records trips updates only kept traits and missed it.
func (e *Engine) trippedSince(ctx context.Context, m genesis.Mutation) error {
	var r genesis.CanaryReading
	err := e.Loop.Inspect(ctx, func(w *engine.Engine) { r = w.Canary(m.TraitName, m.Version) })
	if err != nil || r.Loaded || !r.Tripped {
		return err
	}
	m.Status, m.Error = genesis.StatusRolledBack, r.Reason
	return e.Store.SaveMutation(ctx, m)
}

// harmless returns the ids of the loaded traits that are kept only because nothing shows that they harm. They are
// evicted first. A trait whose record cannot be read is not included.
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

// findWhole is find for a step that needs the complete record. A record that is gone, or that the engine has restored
// from what it knows about the trait, counts as lost.
func (e *Engine) findWhole(ctx context.Context, in genesis.MutationRef) (genesis.Mutation, error) {
	if err := e.checkWorld(in.WorldRef); err != nil {
		return genesis.Mutation{}, err
	}
	m, err := e.find(ctx, in)
	return whole(m, err)
}

// whole returns an error for a record that is gone or that does not name its cycle.
func whole(m genesis.Mutation, err error) (genesis.Mutation, error) {
	if err == nil && m.CycleID == "" {
		err = genesis.Errorf(genesis.CodeNotFound, "the record of %s holds only what the engine knew of it", m.ID)
	}
	return m, lost(err, genesis.LostRecord)
}

// find reads the mutation that in names: by its id; without an id, because the cycle never received the result of Save,
// as the newest mutation of the cycle with that hash; or without a hash, because the cycle cannot be asked any more, as
// the newest of the cycle. The error has the code not_found if there is none.
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
