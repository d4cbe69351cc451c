package activities

import (
	"context"
	"sync/atomic"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// Shadow lets forks of the world live on without a canary's trait and tells how few lived in any of them.
func (t *Trials) Shadow(ctx context.Context, in genesis.ShadowInput) (genesis.ShadowResult, error) {
	ctx, done := leaving(ctx)
	defer done()
	out, err := t.shadow(ctx, in)
	return out, left(ctx, err)
}

func (t *Trials) shadow(ctx context.Context, in genesis.ShadowInput) (out genesis.ShadowResult, err error) {
	store, err := t.stores.Of(in.World)
	if err != nil {
		return out, err
	}
	fork, err := store.Blob(ctx, in.Fork)
	if err != nil {
		return out, err
	}
	out.From = in.From
	var ticks atomic.Int64
	defer progress(ctx, &ticks)()
	for k := range in.Forks {
		counts, starved, err := engine.Populations(fork, engine.TrialOptions{
			Loader: t.loader, Seed: in.Seed + uint64(k)*0x9e3779b97f4a7c15, Ticks: in.Ticks,
			Progress: func(n int) error {
				ticks.Store(int64(k*in.Ticks + n))
				return ctx.Err()
			},
		}, in.Every)
		if err != nil {
			return out, err
		}
		if out.Least == nil {
			out.Least, out.Hungriest = counts, make([]float64, len(counts))
		}
		for i, n := range counts {
			out.Least[i] = min(out.Least[i], n)
			if i > 0 && n > 0 {
				out.Hungriest[i] = max(out.Hungriest[i], float64(starved[i]-starved[i-1])/float64(n))
			}
		}
	}
	return out, nil
}
