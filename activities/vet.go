package activities

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// Cycles holds the steps of a cycle that need neither model nor engine.
type Cycles struct {
	stores  *Stores
	options sandbox.Options
	newest  Newest
}

// Newest is the number of the newest cycle of a world that Temporal knows of, 0 for none.
type Newest func(ctx context.Context, world string) (int, error)

// NewCycles returns these steps. options narrow what vet accepts.
func NewCycles(stores *Stores, options sandbox.Options, newest Newest) *Cycles {
	return &Cycles{stores: stores, options: options, newest: newest}
}

// Vet mends a source mechanically, checks it and looks it up among the known programs. A refusal is a result.
func (c *Cycles) Vet(ctx context.Context, in genesis.VetInput) (genesis.VetResult, error) {
	out, err := c.vet(ctx, in)
	return out, fail(err)
}

func (c *Cycles) vet(ctx context.Context, in genesis.VetInput) (genesis.VetResult, error) {
	store, err := c.stores.Of(in.World)
	if err != nil {
		return genesis.VetResult{}, err
	}
	source, err := store.Blob(ctx, in.Source)
	if err != nil {
		return genesis.VetResult{}, err
	}
	mended, mends := sandbox.Mend(source)
	ref, err := store.PutBlob(ctx, mended, draftKept)
	if err != nil {
		return genesis.VetResult{}, err
	}
	r := sandbox.Vet(mended, c.options)
	out := genesis.VetResult{
		OK: r.OK, Source: ref, CodeHash: r.Hash, CanonicalHash: r.CanonicalHash, Problems: r.Problems, Mends: mends,
		Runtime: r.Runtime,
	}
	if r.OK && r.TraitName != in.TraitName {
		out.OK = false
		out.Problems = []genesis.VetProblem{{Code: "contract.name", Line: 1, Message: "the package is " + r.TraitName +
			", but the plan's trait is " + in.TraitName}}
	}
	if !out.OK {
		return out, nil
	}
	known, err := store.MutationByHash(ctx, r.CanonicalHash)
	switch {
	case genesis.CodeOf(err) == genesis.CodeNotFound:
		return out, nil
	case err == nil && known.CycleID != in.CycleID: // its own, when the step runs again
		out.Duplicate = known.ID
	}
	return out, err
}
