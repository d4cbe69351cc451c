package activities

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Load loads a saved mutation into the running world. It is fenced by the world, by the hash of the code, and by the
// generation of the registry that the cycle has observed. A second run does not load the trait again.
func (e *Engine) Load(ctx context.Context, in genesis.LoadInput) (genesis.LoadResult, error) {
	defer heartbeat(ctx)()
	out, err := e.load(ctx, in)
	return out, fail(err)
}

func (e *Engine) load(ctx context.Context, in genesis.LoadInput) (genesis.LoadResult, error) {
	if err := e.checkWorld(in.WorldRef); err != nil {
		return genesis.LoadResult{}, err
	}
	m, err := whole(e.Store.Mutation(ctx, in.MutationID))
	if err != nil {
		return genesis.LoadResult{}, err
	}
	if m.Hash != in.CodeHash {
		return genesis.LoadResult{}, genesis.Errorf(genesis.CodeStale, "%s holds another program now", m.ID)
	}
	source, err := e.Store.Blob(ctx, genesis.Ref{SHA256: m.Hash})
	if err != nil {
		return genesis.LoadResult{}, lost(err, genesis.LostRecord)
	}
	// The engine answers a repeated command id from memory, so of two runs of this step only one acts. The generation
	// changes with a rollback, and so does the id.
	id := fmt.Sprintf("load-%s-%s-%d", in.CycleID, m.ID, in.Generation)
	reply, err := engine.Do(ctx, e.Loop, id, command.Load{
		Name: m.TraitName, Version: m.Version, MutationID: m.ID, Source: string(source), CodeHash: m.Hash,
		Adoption: in.Adoption, Generation: in.Generation, Score: m.Score, Pinned: m.Pinned,
	})
	if err != nil {
		return genesis.LoadResult{}, err
	}
	return e.loaded(ctx, m, reply)
}

// loaded records and announces what the engine has acknowledged.
func (e *Engine) loaded(
	ctx context.Context, m genesis.Mutation, reply command.Result[command.Loaded],
) (genesis.LoadResult, error) {
	out := genesis.LoadResult{Tick: reply.Tick, Generation: reply.Generation, RegistryVersion: reply.Generation}
	if m.Status == genesis.StatusValidated { // a second run must not undo later changes of the status
		m.Status = genesis.StatusCanary
		if err := e.Store.SaveMutation(ctx, m); err != nil {
			return out, err
		}
	}
	if err := e.recordEvictions(ctx, reply.Data.Retired); err != nil {
		return out, err
	}
	if err := e.Mirror(ctx); err != nil {
		return out, err
	}
	return out, e.Store.PublishMutationApplied(ctx, genesis.MutationApplied{
		MutationID: m.ID, TraitName: m.TraitName, Version: m.Version, RegistryVersion: out.RegistryVersion,
	})
}

// loadedAs identifies a mutation as the engine has loaded it.
func loadedAs(m genesis.Mutation) command.TraitRef {
	return command.TraitRef{Name: m.TraitName, Version: m.Version, CodeHash: m.Hash}
}

// SetParam changes parameters of the world and returns their previous values.
func (e *Engine) SetParam(ctx context.Context, in genesis.SetParamInput) (genesis.SetParamResult, error) {
	defer heartbeat(ctx)()
	out, err := e.setParam(ctx, in)
	return out, fail(err)
}

// params returns the current parameters of the world.
func (e *Engine) params(ctx context.Context) (now map[string]float64, err error) {
	err = e.Loop.Inspect(ctx, func(w *engine.Engine) { now = w.Params() })
	return now, err
}

func (e *Engine) setParam(ctx context.Context, in genesis.SetParamInput) (genesis.SetParamResult, error) {
	out := genesis.SetParamResult{Before: map[string]float64{}}
	if err := e.checkWorld(in.WorldRef); err != nil {
		return out, err
	}
	now, err := e.params(ctx)
	if err != nil {
		return out, err
	}
	for _, name := range slices.Sorted(maps.Keys(in.Params)) {
		value := in.Params[name]
		if still, asked := in.Still[name]; asked && now[name] != still {
			continue
		}
		id := fmt.Sprintf("set-%s-%s-%g", in.CycleID, name, value)
		reply, err := engine.Do(ctx, e.Loop, id, command.SetParam{Name: name, Value: value})
		if err != nil {
			return out, err
		}
		out.Before[name], out.Tick = reply.Data.OldValue, reply.Tick
	}
	return out, nil
}
