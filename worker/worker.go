// Package worker runs the evolution side of a world. It registers the workflows and activities with Temporal and serves
// their queues, starts the built-in synthesiser if no model is available, watches the world for anomalies, restores
// what Temporal or Redis have lost, and drains all of it on shutdown. Decisions are made in packages evolution and
// workflows.
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"go.temporal.io/sdk/interceptor"
	tworker "go.temporal.io/sdk/worker"
	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/internal/binding"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/workflows"
)

// drain is how long a stopping worker waits for running activities.
const drain = 10 * time.Second

// Options is what a worker needs. The caller owns both connections.
type Options struct {
	Settings   config.Settings
	Store      *redisstore.Store
	Supervisor *supervisor.Client
	Log        *slog.Logger
	Queues     []string // queues to serve; none means all

	Interceptors []interceptor.WorkerInterceptor // around its activities, in addition to its own

	binding *binding.Binding // of Redis and the namespace
}

// serves reports whether this worker serves a queue.
func (o Options) serves(queue string) bool {
	return len(o.Queues) == 0 || slices.Contains(o.Queues, queue)
}

// Queues lists the queues that a worker can serve.
var Queues = []string{genesis.QueueCycles, genesis.QueueLLM, genesis.QueueTrial, genesis.QueueExperiment}

// CheckQueues returns an error if a name is not one of Queues.
func CheckQueues(names []string) error {
	for _, q := range names {
		if !slices.Contains(Queues, q) {
			return genesis.Errorf(genesis.CodeInvalid, "there is no queue %q: choose of %s", q, strings.Join(Queues, ", "))
		}
	}
	return nil
}

// Run works until ctx ends and then drains. It returns an error if it cannot start or if Temporal rejects it
// permanently. While Redis and the namespace belong to different systems, it logs that and waits. While Redis is
// unavailable it starts nevertheless, and its activities are retried. A worker that does not serve the LLM queue sets
// up no model, and one that does not serve the cycle queue does not watch the world.
func Run(ctx context.Context, o Options) error {
	if err := CheckQueues(o.Queues); err != nil {
		return err
	}
	made, err := o.Supervisor.Prepare(ctx)
	if err != nil {
		return err
	}
	if made {
		o.Log.Info("the Temporal namespace is prepared", "namespace", o.Settings.TemporalNamespace)
	}
	o.binding = binding.New(o.Store, o.Supervisor, "")
	for {
		say := func(err error) { o.Log.Error("the worker takes no work", "error", err) }
		if o.binding.Await(ctx, say) != nil {
			return nil // the worker was stopped
		}
		if made {
			resume(ctx, o)
			made = false
		}
		if err := run(ctx, o); !errors.Is(err, binding.ErrSeparated) {
			return err
		}
	}
}

// run works until ctx ends or Redis and the namespace no longer belong to the same system.
func run(ctx context.Context, o Options) error {
	group, ctx := errgroup.WithContext(ctx)
	stores := activities.NewStores(o.Settings.RedisAddress())
	defer stores.Close() // nothing is buffered, so there is no error to handle
	steps := Steps{
		Cycles:   activities.NewCycles(stores, Narrowed(o.Settings), o.Supervisor),
		Settings: workflows.Settings{World: o.Settings.World, Policy: supervisor.Policy(o.Settings)},
		Trials: activities.NewTrials(stores,
			sandbox.Narrow(sandbox.Options{NoMath: !o.Settings.AllowsMath(), Limits: Limits(o.Settings)})),
	}
	steps.Experiments = activities.NewExperiments(stores)
	serving, own := make(chan struct{}), build{}
	if o.serves(genesis.QueueCycles) {
		own = identifyBuild(ctx, o)
		group.Go(func() error { return own.lead(ctx, o) })
	}
	if o.serves(genesis.QueueLLM) {
		var err error
		if steps.LLM, err = newLLM(ctx, group, stores, o, serving); err != nil {
			return err
		}
	}
	group.Go(func() error { return serveOn(ctx, steps, own, o, sync.OnceFunc(func() { close(serving) })) })
	group.Go(func() error { return keepPrepared(ctx, o) })
	group.Go(func() error { return o.binding.Keep(ctx) })
	if o.serves(genesis.QueueCycles) {
		group.Go(func() error { return watch(ctx, o) })
		group.Go(func() error { return rewriteLost(ctx, o) })
	}
	o.Log.Info("worker ready", "world", o.Settings.World, "queues", strings.Join(o.Queues, ","), "build", own.id)
	return group.Wait()
}

// newLLM sets up the writers of traits, keeps checking the model, announces the writer once the worker serves, and
// returns the activities that ask the model.
func newLLM(
	ctx context.Context, group *errgroup.Group, stores *activities.Stores, o Options, serving <-chan struct{},
) (*activities.LLM, error) {
	models, err := writers(ctx, group, o.Settings, o.Log)
	if err != nil {
		return nil, err
	}
	group.Go(func() error {
		models.Keep(ctx, o.Log, feedWriter(ctx, o.Store, o.Log))
		return nil
	})
	group.Go(func() error {
		select {
		case <-ctx.Done():
		case <-serving:
			announce(ctx, o.Store, models.Status, o.Log)
		}
		return nil
	})
	return activities.NewLLM(stores, models), nil
}

// Limits returns the limits on one run of a trait according to the settings.
func Limits(s config.Settings) sandbox.Limits {
	l := sandbox.DefaultLimits
	l.Timeout = time.Duration(s.TraitTimeoutSec * float64(time.Second))
	l.Runtime = sandbox.Runtime(s.TraitRuntime)
	return l
}

// Narrowed returns the options of vet according to the settings.
func Narrowed(s config.Settings) sandbox.Options {
	return sandbox.Options{NoMath: !s.AllowsMath(), Limits: sandbox.Limits{Runtime: sandbox.Runtime(s.TraitRuntime)}}
}

// serveOn runs serve again whenever the namespace has disappeared, because the pollers then give up permanently. It
// prepares the namespace first.
func serveOn(ctx context.Context, steps Steps, own build, o Options, serving func()) error {
	for {
		err := serve(ctx, steps, own, o, serving)
		if ctx.Err() != nil || !supervisor.NamespaceGone(err) {
			return err
		}
		o.Log.Warn("Temporal does not have the namespace any more; the worker makes it again", "namespace",
			o.Settings.TemporalNamespace)
		for ctx.Err() == nil {
			if _, err := o.Supervisor.Prepare(ctx); err == nil {
				resume(ctx, o)
				break
			}
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

// serve runs one worker for each queue until ctx ends. It calls serving once all of them have started.
func serve(ctx context.Context, steps Steps, own build, o Options, serving func()) error {
	slots, err := trialSlots(newMachine(), maxTrials())
	if err != nil {
		return fmt.Errorf("slots for trials: %w", err)
	}
	cells, err := trialSlots(newMachine(), maxTrials())
	if err != nil {
		return fmt.Errorf("slots for experiments: %w", err)
	}
	fatal := make(chan error, len(Queues))
	var workers []tworker.Worker
	for _, q := range []struct {
		queue    string
		options  tworker.Options
		register func(tworker.Registry)
	}{
		{genesis.QueueCycles, tworker.Options{DeploymentOptions: own.options()}, steps.registerCycles},
		// Two questions at a time: more would only wait in front of the model.
		{genesis.QueueLLM, tworker.Options{DisableWorkflowWorker: true, MaxConcurrentActivityExecutionSize: 2},
			steps.registerLLM},
		{genesis.QueueTrial, tworker.Options{DisableWorkflowWorker: true, Tuner: slots}, steps.registerTrial},
		{genesis.QueueExperiment, tworker.Options{DisableWorkflowWorker: true, Tuner: cells}, steps.registerExperiment},
	} {
		if !o.serves(q.queue) {
			continue
		}
		q.options.Interceptors = o.Interceptors
		q.options.Interceptors = append(q.options.Interceptors, &activities.Interceptor{Guard: o.binding.Guard})
		w := tworker.New(o.Supervisor.Temporal(), q.queue, patient(q.options, func(err error) { fatal <- err }))
		q.register(w)
		if err := w.Start(); err != nil {
			stopAll(workers)
			return fmt.Errorf("start the worker of queue %s: %w", q.queue, err)
		}
		workers = append(workers, w)
	}
	serving()
	select {
	case <-ctx.Done():
		o.Log.Info("worker stops", "waiting at most", drain)
	case err = <-fatal:
	}
	stopAll(workers)
	return err
}

// patient sets the options that all workers share.
func patient(o tworker.Options, fatal func(error)) tworker.Options {
	o.WorkerStopTimeout = drain
	o.WorkflowTaskPollerBehavior, o.ActivityTaskPollerBehavior = pollers(), pollers()
	o.OnFatalError = fatal
	o.MaxHeartbeatThrottleInterval = time.Second // a cancellation arrives with the response to a heartbeat
	o.DefaultHeartbeatThrottleInterval = time.Second
	o.DeadlockDetectionTimeout = 5 * time.Second // concurrent trials may hold the processors for a long time
	return o
}

// pollers scales the number of polls in flight with the backlog that the server reports. An idle worker keeps only a
// few.
func pollers() tworker.PollerBehavior {
	return tworker.NewPollerBehaviorAutoscaling(tworker.PollerBehaviorAutoscalingOptions{
		InitialNumberOfPollers: 2, MinimumNumberOfPollers: 2, MaximumNumberOfPollers: 20,
	})
}

func stopAll(workers []tworker.Worker) {
	var group errgroup.Group
	for _, w := range workers {
		group.Go(func() error { w.Stop(); return nil })
	}
	_ = group.Wait() // the functions return no errors
}
