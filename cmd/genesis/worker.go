package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
	"github.com/ai-genesis/ai-genesis/internal/tracing"
	"github.com/ai-genesis/ai-genesis/worker"
)

func (p *program) workerCommand() *cobra.Command {
	var queues []string
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Run evolution cycles: workflows, calls to the model, trials, and the watcher",
		Long: `Run evolution cycles with the Temporal at GENESIS_TEMPORAL_ADDRESS and the Redis at GENESIS_REDIS_URL. Any
number of workers share the work of all worlds; each watches the world GENESIS_WORLD. Steps that touch a world run
in that world's engine instead. The model is chosen at the start (GENESIS_LLM): Ollama if it answers, otherwise the
built-in synthesiser.

While Redis or Temporal is unreachable, the worker says so and waits.

--queues restricts a worker to some steps: genesis has workflows, vet and records (and the watcher), llm the
requests to the model, trial the forks of the world, which need most processor time, and experiment the cells of
experiments.`,
		Example: "  genesis worker\n  genesis worker --queues trial",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.work(cmd.Context(), queues) },
	}
	cmd.Flags().StringSliceVar(&queues, "queues", nil, "queues to serve: genesis, llm, trial, experiment; default: all")
	return cmd
}

func (p *program) work(ctx context.Context, queues []string) error {
	if err := worker.CheckQueues(queues); err != nil { // a mistake should be reported before any waiting
		return err
	}
	s, err := p.connected()
	if err != nil {
		return err
	}
	log, closeLog, err := p.processLog(s, "worker")
	if err != nil {
		return err
	}
	defer closeLog()
	stop, err := tracing.Start(ctx, s, "worker", log)
	if err != nil {
		return err
	}
	defer stop()
	store, err := redisstore.Connect(s.RedisAddress(), s.World)
	if err != nil {
		return err
	}
	defer store.Close()
	store.ReportClock(ctx, log)
	if err := store.CheckVersion(ctx); err != nil {
		return err
	}
	metrics := temporalclient.NewMetrics()
	hide, err := worker.ShowMetrics("GENESIS_WORKER_METRICS_ADDR", s.WorkerMetricsAddr, s.World, metrics, log)
	if err != nil {
		return err
	}
	defer hide()
	temporal, err := connectTemporal(ctx, s, log, supervisor.WithLog(log), supervisor.WithMetrics(metrics))
	if err != nil || temporal == nil {
		return err
	}
	defer temporal.Close()
	if err := worker.Yield(); err != nil {
		log.Warn("trials may slow the world down", "error", err)
	}
	return worker.Run(ctx, worker.Options{Settings: s, Store: store, Supervisor: temporal, Log: log, Queues: queues})
}

// maxBackoff is the longest pause between two attempts to reach Temporal.
const maxBackoff = 5 * time.Second

// connectTemporal connects to Temporal, waiting if it does not answer yet. It returns nil if the worker is stopped
// meanwhile.
func connectTemporal(ctx context.Context, s config.Settings, log *slog.Logger,
	with ...func(*client.Options)) (*supervisor.Client, error) {
	said := ""
	for pause := maxBackoff / 10; ; pause = min(2*pause, maxBackoff) {
		c, err := supervisor.Dial(ctx, s, with...)
		switch {
		case ctx.Err() != nil && err != nil:
			return nil, nil
		case err == nil || genesis.CodeOf(err) != genesis.CodeUnavailable:
			return c, err
		case err.Error() != said:
			said = err.Error()
			log.Warn("the worker waits for Temporal", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil, nil
		case <-time.After(pause):
		}
	}
}
