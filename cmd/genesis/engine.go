package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis/internal/host"
	"github.com/ai-genesis/ai-genesis/internal/routine"
	"github.com/ai-genesis/ai-genesis/internal/tracing"
)

const engineHelp = `Run one world: restore it from <data>/worlds/<world> (or create it), tick it, mirror it to
Redis, execute commands from Redis and serve the Temporal task queue engine.<world>. The world keeps running while Redis
or Temporal is unreachable.

Ctrl-C saves a checkpoint and stops. Settings: GENESIS_WORLD, GENESIS_SEED, GENESIS_DATA_DIR, GENESIS_REDIS_URL,
GENESIS_TEMPORAL_ADDRESS and those of .env.example.`

func (p *program) engineCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "engine",
		Short: "Run the world",
		Long:  engineHelp,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := p.connected()
			if err != nil {
				return err
			}
			log, closeLog, err := p.processLog(s, "engine")
			if err != nil {
				return err
			}
			defer closeLog()
			stop, err := tracing.Start(cmd.Context(), s, "engine", log)
			if err != nil {
				return err
			}
			defer stop()
			work := &routine.Work{Settings: s, Log: log, Environ: p.environ}
			if work.Program, err = os.Executable(); err != nil {
				return fmt.Errorf("find this program, for backups: %w", err)
			}
			group, ctx := errgroup.WithContext(cmd.Context())
			over, stopRoutine := context.WithCancel(ctx)
			group.Go(func() error {
				defer stopRoutine()
				return host.Run(ctx, s, log)
			})
			group.Go(func() error { work.Serve(over); return nil })
			return group.Wait()
		},
	}
}
