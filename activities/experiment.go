package activities

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/experiment"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Experiments holds the steps of experiments. Results are stored in Redis, because Temporal keeps a finished workflow
// for only a day and limits a payload to two megabytes.
type Experiments struct {
	stores *Stores
	pause  time.Duration // time between two saves of a running cell
}

// savePause limits the work that is lost with a worker to a minute plus one cycle.
const savePause = time.Minute

// NewExperiments returns the steps of experiments.
func NewExperiments(stores *Stores) *Experiments { return &Experiments{stores, savePause} }

// store returns the store of the default world, because experiments do not belong to a world.
func (x *Experiments) store() (*redisstore.Store, error) { return x.stores.Of(genesis.DefaultWorld) }

// Open creates the record of an experiment, or continues an existing one, and returns the cells that have a result.
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

// Cell runs one cell of an experiment and stores its result. Its heartbeats carry the number of finished cycles.
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
	saved, err := store.Life(ctx, in.Experiment.Name, in.Key, in.Cell)
	if err != nil {
		return err
	}
	var cycles atomic.Int64
	defer every(ctx, beatEvery, func() { beat(ctx, cycles.Load()) })()
	last := time.Now()
	lived := func(n int, save func() ([]byte, error)) error {
		cycles.Store(int64(n))
		if time.Since(last) < x.pause {
			return nil
		}
		data, err := save()
		if err == nil {
			err = store.SaveLife(ctx, in.Experiment.Name, in.Key, in.Cell, data)
		}
		last = time.Now()
		return err
	}
	result, err := experiment.Live(ctx, in.Experiment, in.Experiment.Cells()[0], saved, lived)
	if genesis.CodeOf(err) == genesis.CodeStale { // it was saved by another version
		result, err = experiment.Live(ctx, in.Experiment, in.Experiment.Cells()[0], nil, lived)
	}
	if err != nil {
		return err
	}
	data, err := experiment.Pack(result)
	if err != nil {
		return err
	}
	return store.SaveResult(ctx, in.Experiment.Name, in.Key, in.Cell, data)
}

// Close records the end of an experiment.
func (x *Experiments) Close(ctx context.Context, in genesis.ExperimentResult) error {
	store, err := x.store()
	if err != nil {
		return fail(err)
	}
	r, err := store.Experiment(ctx, in.Name)
	if genesis.CodeOf(err) == genesis.CodeNotFound { // a person has deleted it
		return nil
	}
	if err != nil {
		return fail(err)
	}
	r.EndedAt, r.Failed = time.Now().UTC(), in.Failed
	return fail(store.SaveExperiment(ctx, r))
}
