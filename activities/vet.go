package activities

import (
	"context"
	"strings"
	"sync"

	"go.temporal.io/sdk/activity"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// Cycles holds the steps of a cycle that need neither a model nor the engine.
type Cycles struct {
	stores   *Stores
	options  sandbox.Options
	temporal Temporal
	sandbox  *sandbox.Sandbox
	unkept   sync.Map // ids of the cycles whose missing history has been logged
}

// Temporal is what these steps need from the Temporal server.
type Temporal interface {
	// NewestCycle returns the number of the newest cycle of a world that Temporal knows, or 0.
	NewestCycle(ctx context.Context, world string) (int, error)
	// OpenCycles returns the ids of the running cycles of a world. Temporal's list may be out of date.
	OpenCycles(ctx context.Context, world string) ([]string, error)
	// Runs reports whether a cycle is running. The error has the code not_found for an unknown cycle.
	Runs(ctx context.Context, cycleID string) (bool, error)
	// HistoryJSON returns the history of a workflow in the format of the Temporal UI. The error has the code not_found
	// for an unknown workflow.
	HistoryJSON(ctx context.Context, workflowID string) ([]byte, error)
}

// NewCycles returns the steps. options restrict what vet accepts.
func NewCycles(stores *Stores, options sandbox.Options, temporal Temporal) *Cycles {
	return &Cycles{stores: stores, options: options, temporal: temporal, sandbox: sandbox.Narrow(options)}
}

// Vet repairs a source mechanically, checks it, and compares it with the known programs. A rejection is a result, not
// an error.
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
	if genesis.CodeOf(err) == genesis.CodeNotFound && in.Text != "" {
		source = []byte(in.Text)
		_, err = store.PutBlob(ctx, source, draftTTL)
	}
	if err != nil {
		return genesis.VetResult{}, lost(err, genesis.LostProgram)
	}
	if in.ByHand != nil && !clause.Match(source) {
		source = traitFile(in.TraitName, in.CycleID, *in.ByHand, "hand", strings.TrimSpace(string(source)))
	}
	if activity.IsActivity(ctx) { // tests and tools call it as a function
		defer heartbeat(ctx)() // also carries a cancellation
	}
	mended, mends := sandbox.Mend(source)
	ref, err := store.PutBlob(ctx, mended, draftTTL)
	if err != nil {
		return genesis.VetResult{}, err
	}
	r, err := sandbox.VetContext(ctx, mended, c.options)
	if err != nil {
		return genesis.VetResult{}, err
	}
	out := genesis.VetResult{
		OK: r.OK, Source: ref, CodeHash: r.Hash, CanonicalHash: r.CanonicalHash, Problems: r.Problems, Mends: mends,
		Warnings: r.Warnings,
		Runtime:  r.Runtime,
	}
	if r.OK && r.TraitName != in.TraitName {
		out.OK = false
		out.Problems = []genesis.VetProblem{{Code: "contract.name", Line: 1, Message: "the package is " + r.TraitName +
			", but the plan's trait is " + in.TraitName}}
	}
	if !out.OK {
		return out, nil
	}
	if in.Before != "" {
		if out.Diff, err = diff(ctx, store, in.Before, mended); err != nil {
			return out, err
		}
	}
	known, err := store.MutationByHash(ctx, r.CanonicalHash)
	switch {
	case genesis.CodeOf(err) == genesis.CodeNotFound:
		err := c.compare(ctx, store, in, mended, &out)
		return out, err
	case err == nil && known.CycleID != in.CycleID: // the mutation of this cycle, if the step runs again
		out.Duplicate = known.ID
		return out, nil
	case err == nil:
		out.Signature = known.Signature
	}
	return out, err
}
