package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/experiment"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// experiments holds the connections that commands about experiments need.
type experiments struct {
	store    *redisstore.Store
	temporal *supervisor.Client
}

// withExperiments calls do with connections to the command's system.
func (p *program) withExperiments(ctx context.Context, do func(context.Context, experiments) error) error {
	return p.withTemporal(ctx, func(ctx context.Context, c *supervisor.Client, s config.Settings) error {
		store, err := redisstore.Open(ctx, s.RedisAddress(), s.World)
		if err != nil {
			return err
		}
		return errors.Join(do(ctx, experiments{store, c}), store.Close())
	})
}

// runByWorkers has workers run the cells of a new experiment.
func (p *program) runByWorkers(ctx context.Context, e genesis.Experiment, out string, detach bool) error {
	return p.withExperiments(ctx, func(ctx context.Context, x experiments) error {
		_, err := x.store.Experiment(ctx, e.Name)
		if err == nil {
			return genesis.Errorf(genesis.CodeConflict, "there is an experiment %s already: genesis experiment show %s looks "+
				"at it, resume goes on with it, rm removes it; or choose another name", e.Name, e.Name)
		}
		if genesis.CodeOf(err) != genesis.CodeNotFound {
			return err
		}
		// Write the record first, so that the experiment is listed even while there is no worker.
		r := genesis.ExperimentRecord{Experiment: e, Key: experiment.Key(e), StartedAt: time.Now().UTC()}
		if _, err := x.store.OpenExperiment(ctx, r); err != nil {
			return err
		}
		if err := x.temporal.StartExperiment(ctx, e); err != nil {
			return err
		}
		fmt.Fprintf(p.stderr, "experiment %s: %d cells; it goes on without this command, and genesis experiment show %s "+
			"looks at it\n", e.Name, len(e.Cells()), e.Name)
		p.warnWithoutWorkers(ctx, x)
		if detach {
			return nil
		}
		return p.awaitExperiment(ctx, x, e, out)
	})
}

// warnWithoutWorkers prints a warning if no worker is there to run the cells.
func (p *program) warnWithoutWorkers(ctx context.Context, x experiments) {
	if served, err := x.temporal.Pollers(ctx, genesis.QueueExperiment); err == nil && len(served) == 0 {
		fmt.Fprintln(p.stderr, "genesis: no worker serves the queue experiment now; the cells wait for one (genesis worker)")
	}
}

// awaitExperiment waits for the end of an experiment, prints its progress, and writes its folder.
func (p *program) awaitExperiment(ctx context.Context, x experiments, e genesis.Experiment, out string) error {
	done := make(chan struct{})
	said := make(chan struct{})
	go func() { defer close(said); p.sayCells(ctx, x, e, done) }()
	result, err := x.temporal.AwaitExperiment(ctx, e.Name)
	close(done)
	<-said
	switch {
	case ctx.Err() != nil:
		return genesis.Errorf(genesis.CodeUnavailable, "stopped waiting; the experiment goes on: genesis experiment show %s "+
			"looks at it, report %s writes its folder, stop %s stops it", e.Name, e.Name, e.Name)
	case err != nil:
		return err
	}
	for _, f := range result.Failed {
		fmt.Fprintf(p.stderr, "genesis: cell %s failed: %s\n", f.Name, f.Reason)
	}
	return p.reportExperiment(ctx, x, e.Name, out)
}

// sayCells prints the number of finished cells whenever it changes.
func (p *program) sayCells(ctx context.Context, x experiments, e genesis.Experiment, done <-chan struct{}) {
	said := 0
	for key := experiment.Key(e); ; {
		select {
		case <-done:
			return
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
		if cells, err := x.store.CellsDone(ctx, e.Name, key); err == nil && len(cells) != said {
			said = len(cells)
			fmt.Fprintf(p.stderr, "%d of %d cells\n", said, len(e.Cells()))
		}
	}
}

// reportExperiment writes a folder with the results so far.
func (p *program) reportExperiment(ctx context.Context, x experiments, name, out string) error {
	r, err := x.store.Experiment(ctx, name)
	if err != nil {
		return err
	}
	results, err := experiment.Load(ctx, x.store, r)
	if err != nil {
		return err
	}
	return p.writeExperiment(out, r.Experiment, results)
}
