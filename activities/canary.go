package activities

import (
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Canary reads how the bearers of a mutation do against their siblings without it.
func (e *Engine) Canary(ctx context.Context, in genesis.MutationRef) (genesis.CanaryReading, error) {
	out, err := e.canary(ctx, in)
	return out, fail(err)
}

func (e *Engine) canary(ctx context.Context, in genesis.MutationRef) (r genesis.CanaryReading, err error) {
	m, err := e.find(ctx, in)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		err = e.lost(ctx, err)
	}
	if err != nil {
		return r, err
	}
	err = e.Loop.Inspect(ctx, func(w *engine.Engine) { r = w.Canary(m.TraitName, m.Version) })
	return r, err
}

// lost is what to say of a record that is not found: a Redis that has lost its data gets it again from this engine,
// within seconds.
func (e *Engine) lost(ctx context.Context, err error) error {
	if there, failed := e.Store.HasMarker(ctx, redisstore.OwnerEngine); failed != nil || there {
		return err
	}
	return genesis.Unavailable(genesis.PartRedis, "Redis has lost its data, which is being written again: %v", err)
}

// Keep ends a canary well: the trait becomes heritable, and the version before it goes.
func (e *Engine) Keep(ctx context.Context, in genesis.MutationRef) error {
	return fail(e.keep(ctx, in))
}

func (e *Engine) keep(ctx context.Context, in genesis.MutationRef) error {
	m, err := e.find(ctx, in)
	if err != nil {
		return err
	}
	reply, err := e.do(ctx, genesis.Command{
		ID: "keep-" + in.CycleID + "-" + m.ID, Kind: genesis.CmdKeep,
		Trait: &genesis.TraitLoad{Name: m.TraitName, Version: m.Version, CodeHash: m.Hash, GoFirst: e.harmless(ctx)},
	})
	if err != nil {
		return err
	}
	if err := e.recordEvictions(ctx, reply); err != nil {
		return err
	}
	if m.Status != genesis.StatusApplied {
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
	return e.mirror(ctx)
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
