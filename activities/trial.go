package activities

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Trials holds the steps that run forks of the world. They need only a processor and the blobs.
type Trials struct {
	stores *Stores
	loader trait.Loader
}

// NewTrials returns the steps that try programs; loader loads them.
func NewTrials(stores *Stores, loader trait.Loader) *Trials {
	return &Trials{stores: stores, loader: loader}
}

// Trial runs one pair of forks, one with the change and one without.
func (t *Trials) Trial(ctx context.Context, in genesis.TrialInput) (genesis.TrialResult, error) {
	ctx, done := withWorkerStop(ctx)
	defer done()
	out, err := t.trial(ctx, in)
	return out, failAfterStop(ctx, err)
}

func (t *Trials) trial(ctx context.Context, in genesis.TrialInput) (genesis.TrialResult, error) {
	store, err := t.stores.Of(in.World)
	if err != nil {
		return genesis.TrialResult{}, err
	}
	var source []byte
	if !in.Source.Empty() {
		if source, err = store.Blob(ctx, in.Source); err != nil {
			return genesis.TrialResult{}, lost(err, genesis.LostProgram)
		}
	}
	fork, err := store.Blob(ctx, in.Fork)
	if err != nil {
		return genesis.TrialResult{}, lost(err, genesis.LostFork)
	}
	var ticks atomic.Int64
	defer progress(ctx, &ticks)()
	film := newFilmRecorder(in)
	start := time.Now()
	out, err := engine.Trial(fork, engine.TrialOptions{
		Film: film.show, FilmEvery: film.every, Count: in.Film,
		Loader: t.loader, Source: source, Name: in.TraitName, Version: in.Version, Params: in.Params,
		Seed: in.Seed, Ticks: in.Ticks, Adoption: in.Adoption,
		Progress: func(n int) error {
			ticks.Store(int64(n))
			return ctx.Err()
		},
	})
	if err != nil {
		return out, err
	}
	if seconds := time.Since(start).Seconds(); seconds > 0 {
		out.TickRate = float64(2*in.Ticks) / seconds
	}
	if in.Film {
		out.Film, err = film.keep(ctx, store)
	}
	return out, err
}

// progress sends heartbeats with the number of ticks done, so that the Temporal UI shows the progress of a trial.
func progress(ctx context.Context, ticks *atomic.Int64) (stop func()) {
	return every(ctx, beatEvery, func() { beat(ctx, ticks.Load()) })
}
