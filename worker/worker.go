// Package worker wires the parts that make evolution go: it registers workflows and activities with Temporal, runs them,
// starts the built-in synthesiser where no model is to be had, runs the watcher, and drains all of it on stop. It
// decides nothing itself.
package worker

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"go.temporal.io/sdk/client"
	tworker "go.temporal.io/sdk/worker"
	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// drain is how long a stopping worker waits for activities under way.
const drain = 10 * time.Second

// Options is what a worker needs. Both connections stay the caller's.
type Options struct {
	Settings   config.Settings
	Store      *redisstore.Store
	Supervisor *supervisor.Client
	Log        *slog.Logger
}

// Run works until ctx ends, then drains. It returns an error if it can't start or Temporal refuses it for good.
func Run(ctx context.Context, o Options) error {
	if err := o.Supervisor.Prepare(ctx); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	m, err := chooseModel(ctx, group, o.Settings, o.Log)
	if err != nil {
		return err
	}
	if err := o.Store.WriteModel(ctx, redisstore.Model{Name: m.name, Provider: m.provider}); err != nil {
		return err
	}
	stores := activities.NewStores(o.Settings.RedisAddress())
	defer stores.Close() //nolint:errcheck // nothing is left to be written
	asks, err := activities.NewLLM(stores, m.address, m.name)
	if err != nil {
		return err
	}
	steps := Steps{
		LLM:    asks,
		Cycles: activities.NewCycles(stores, Narrowed(o.Settings), o.Supervisor.NewestCycle),
		Trials: activities.NewTrials(stores, sandbox.New(Limits(o.Settings))),
	}
	group.Go(func() error { return serve(ctx, o.Supervisor.Temporal(), steps, o.Log) })
	group.Go(func() error { return watch(ctx, o) })
	o.Log.Info("worker ready", "world", o.Settings.World, "model", m.name, "provider", m.provider, "at", m.address)
	return group.Wait()
}

// Limits are the settings' bounds of one run of a trait.
func Limits(s config.Settings) sandbox.Limits {
	l := sandbox.DefaultLimits
	l.Timeout = time.Duration(s.TraitTimeoutSec * float64(time.Second))
	l.Runtime = sandbox.Runtime(s.TraitRuntime)
	return l
}

// Narrowed is what the settings narrow vet to.
func Narrowed(s config.Settings) sandbox.Options {
	return sandbox.Options{NoMath: !s.AllowsMath(), Limits: sandbox.Limits{Runtime: sandbox.Runtime(s.TraitRuntime)}}
}

// serve runs one worker for each queue until ctx ends.
func serve(ctx context.Context, c client.Client, steps Steps, log *slog.Logger) error {
	fatal := make(chan error, 3)
	var workers []tworker.Worker
	for _, q := range []struct {
		queue    string
		options  tworker.Options
		register func(tworker.Registry)
	}{
		{genesis.QueueCycles, tworker.Options{}, steps.registerCycles},
		// Two questions at once: more would only queue up in front of one model.
		{genesis.QueueLLM, tworker.Options{DisableWorkflowWorker: true, MaxConcurrentActivityExecutionSize: 2}, steps.registerLLM},
		// A trial fills a core; one core is left to the engine beside it.
		{genesis.QueueTrial, tworker.Options{
			DisableWorkflowWorker: true, MaxConcurrentActivityExecutionSize: max(1, runtime.GOMAXPROCS(0)-1),
		}, steps.registerTrial},
	} {
		w := tworker.New(c, q.queue, patient(q.options, func(err error) { fatal <- err }))
		q.register(w)
		if err := w.Start(); err != nil {
			stopAll(workers)
			return fmt.Errorf("start the worker of queue %s: %w", q.queue, err)
		}
		workers = append(workers, w)
	}
	var err error
	select {
	case <-ctx.Done():
		log.Info("worker stops", "waiting at most", drain)
	case err = <-fatal:
	}
	stopAll(workers)
	return err
}

// patient fills in what all workers share.
func patient(o tworker.Options, fatal func(error)) tworker.Options {
	o.WorkerStopTimeout = drain
	o.OnFatalError = fatal
	o.MaxHeartbeatThrottleInterval = time.Second // a cancellation travels on a heartbeat's answer
	o.DefaultHeartbeatThrottleInterval = time.Second
	o.DeadlockDetectionTimeout = 5 * time.Second // trials beside it may hold the processor for long
	return o
}

func stopAll(workers []tworker.Worker) {
	var group errgroup.Group
	for _, w := range workers {
		group.Go(func() error { w.Stop(); return nil })
	}
	_ = group.Wait() // Stop returns nothing
}
