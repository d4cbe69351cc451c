package host

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	sdkworker "go.temporal.io/sdk/worker"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/internal/binding"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
	"github.com/ai-genesis/ai-genesis/worker"
)

const redialInterval = 2 * time.Second

// serveActivities serves the task queue engine.<world>. While Temporal is unreachable, the world runs on and
// serveActivities keeps retrying.
func (h *Host) serveActivities(ctx context.Context) error {
	told := false
	for {
		err := h.serveQueue(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !told && !errors.Is(err, binding.ErrSeparated) {
			h.log.Warn("Temporal does not answer; the world runs on without evolution", "address", h.temporal, "error", err)
			told = true
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(redialInterval):
		}
	}
}

func (h *Host) serveQueue(ctx context.Context) error {
	s := h.settings
	s.TemporalAddress = h.temporal
	o, err := temporalclient.Options(s, "engine."+s.World+"@"+h.boot, h.log)
	if err != nil {
		return err
	}
	o.MetricsHandler = h.figures.Handler()
	c, err := client.DialContext(ctx, o)
	if err != nil {
		return fmt.Errorf("dial Temporal: %w", err)
	}
	defer c.Close()
	bound := binding.New(h.store, supervisor.New(c, s), h.knownIdentity())
	if err := bound.Await(ctx, func(err error) {
		h.log.Error("the world runs on without evolution: its engine takes no steps of cycles", "error", err)
	}); err != nil {
		return err
	}
	fatal := make(chan error, 1)
	bond, release := context.WithCancel(ctx)
	kept := make(chan error, 1)
	go func() { defer close(kept); kept <- bound.Keep(bond) }()
	defer func() {
		release()
		for range kept { // until Keep has returned
		}
	}()
	w := sdkworker.New(c, genesis.EngineQueue(h.settings.World), sdkworker.Options{
		Interceptors:                       []interceptor.WorkerInterceptor{&activities.Interceptor{Guard: bound.Guard}},
		OnFatalError:                       func(err error) { fatal <- err }, // for example, the namespace was deleted
		DisableWorkflowWorker:              true,
		MaxConcurrentActivityExecutionSize: 1, // effects on the world must not run concurrently
		WorkerStopTimeout:                  5 * time.Second,
		MaxHeartbeatThrottleInterval:       time.Second, // a cancellation arrives as the answer to a heartbeat
	})
	worker.RegisterEngine(w, &activities.Engine{
		World: h.settings.World, BootID: h.boot, Loop: h.loop, Store: h.store,
		MutationsDir: h.settings.MutationsDir, Versions: h.settings.MaxTraitVersionsKept, Sync: h.journal.sync,
		Mirror: h.mirrorRegistry,
	})
	if err := w.Start(); err != nil {
		return fmt.Errorf("serve %s: %w", genesis.EngineQueue(h.settings.World), err)
	}
	h.log.Info("serving activities", "queue", genesis.EngineQueue(h.settings.World), "temporal", h.temporal)
	select {
	case <-ctx.Done():
		err = ctx.Err()
	case err = <-fatal:
	case err = <-kept:
	}
	w.Stop()
	return err
}
