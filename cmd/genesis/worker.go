package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/worker"
)

func (p *program) workerCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "worker",
		Short: "Run evolution cycles: workflows, calls to the model, trials, and the watcher",
		Long: "Run evolution cycles against the Temporal at GENESIS_TEMPORAL_ADDRESS and the Redis at GENESIS_REDIS_URL.\n" +
			"Any number of workers share the work. The steps that touch a world run in that world's engine instead.\n" +
			"The model is chosen at the start (GENESIS_LLM): Ollama if it answers, else the built-in synthesiser.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.work(cmd.Context()) },
	}
}

func (p *program) work(ctx context.Context) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	store, err := redisstore.Open(ctx, s.RedisAddress(), s.World)
	if err != nil {
		return err
	}
	defer store.Close()
	temporal, err := supervisor.Dial(ctx, s)
	if err != nil {
		return err
	}
	defer temporal.Close()
	log := p.logger(s, "worker")
	if err := worker.Yield(); err != nil {
		log.Warn("trials may slow the world down", "error", err)
	}
	return worker.Run(ctx, worker.Options{Settings: s, Store: store, Supervisor: temporal, Log: log})
}
