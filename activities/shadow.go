package activities

import (
	"context"
	"sync/atomic"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// Shadow runs forks of the world without the trait in canary and returns the smallest population in any of them.
func (t *Trials) Shadow(ctx context.Context, in genesis.ShadowInput) (genesis.ShadowResult, error) {
	ctx, done := withWorkerStop(ctx)
	defer done()
	out, err := t.shadow(ctx, in)
	return out, failAfterStop(ctx, err)
}

func (t *Trials) shadow(ctx context.Context, in genesis.ShadowInput) (out genesis.ShadowResult, err error) {
	store, err := t.stores.Of(in.World)
	if err != nil {
		return out, err
	}
	fork, err := store.Blob(ctx, in.Fork)
	if err != nil {
		return out, lost(err, genesis.LostFork)
	}
	var ticks atomic.Int64
	defer progress(ctx, &ticks)()
	out, err = engine.Shadow(fork, engine.TrialOptions{
		Loader: t.loader, Seed: in.Seed, Ticks: in.Ticks,
		Progress: func(n int) error {
			ticks.Store(int64(n))
			return ctx.Err()
		},
	}, in.Forks, in.Every)
	out.From = in.From
	return out, err
}
