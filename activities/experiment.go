package activities

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/experiment"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Experiments holds the steps of experiments. Results go to Redis, since Temporal keeps what has ended for a day, and
// no payload above two megabytes.
type Experiments struct{ stores *Stores }

// NewExperiments returns the steps of experiments.
func NewExperiments(stores *Stores) *Experiments { return &Experiments{stores} }

// store is any world's: experiments belong to none.
func (x *Experiments) store() (*redisstore.Store, error) { return x.stores.Of(genesis.DefaultWorld) }

// Open makes the record of an experiment, or takes up the one that there is, and tells which cells have a result.
func (x *Experiments) Open(ctx context.Context, e genesis.Experiment) (out genesis.ExperimentOpened, err error) {
	store, err := x.store()
	if err != nil {
		return out, fail(err)
	}
	r, err := store.OpenExperiment(ctx, genesis.ExperimentRecord{
		Experiment: e, Key: experiment.Key(e), StartedAt: time.Now().UTC(),
	})
	if err != nil {
		return out, fail(err)
	}
	out.Key = r.Key
	out.Done, err = store.CellsDone(ctx, e.Name, r.Key)
	return out, fail(err)
}

// Cell lives one cell of an experiment and keeps its result. The heartbeats tell how many of its cycles are over.
func (x *Experiments) Cell(ctx context.Context, in genesis.CellInput) error {
	ctx, done := withWorkerStop(ctx)
	defer done()
	err := x.cell(ctx, in)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return failAfterStop(ctx, err)
}

func (x *Experiments) cell(ctx context.Context, in genesis.CellInput) error {
	store, err := x.store()
	if err != nil {
		return err
	}
	var cycles atomic.Int64
	beat(ctx, int64(0))
	defer every(ctx, time.Second, func() { beat(ctx, cycles.Load()) })()
	result, err := experiment.Live(ctx, in.Experiment, in.Experiment.Cells()[0], func(n int) { cycles.Store(int64(n)) })
	if err != nil {
		return err
	}
	data, err := experiment.Pack(result)
	if err != nil {
		return err
	}
	return store.SaveResult(ctx, in.Experiment.Name, in.Key, in.Cell, data)
}

// Close writes the end of an experiment into its record.
func (x *Experiments) Close(ctx context.Context, in genesis.ExperimentResult) error {
	store, err := x.store()
	if err != nil {
		return fail(err)
	}
	r, err := store.Experiment(ctx, in.Name)
	if genesis.CodeOf(err) == genesis.CodeNotFound { // somebody has removed it
		return nil
	}
	if err != nil {
		return fail(err)
	}
	r.EndedAt, r.Failed = time.Now().UTC(), in.Failed
	return fail(store.SaveExperiment(ctx, r))
}
