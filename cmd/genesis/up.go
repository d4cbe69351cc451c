package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis/internal/devstack"
)

const upHelp = `Start the whole system: Temporal and Redis (unless their address is set), the engine, the worker and the
gateway, and run until Ctrl-C.

  Temporal   GENESIS_TEMPORAL_ADDRESS if set, otherwise a dev server on <data>/temporal.db. The Temporal CLI is
             searched on PATH, in Go's bin folder and in <data>/bin, and built once if it is not found.
  Redis      GENESIS_REDIS_URL if set, otherwise redis-server if installed, otherwise a store inside this process;
             both keep their content in <data>/redis.
  Model      GENESIS_LLM: auto is the Ollama at GENESIS_OLLAMA_URL if it answers, otherwise the built-in synth.

A part that dies is restarted. The first Ctrl-C stops everything in order and saves the world; a second one kills all
parts. Settings are read from the environment and from .env; .env.example lists them all.`

func (p *program) upCommand() *cobra.Command {
	var dataDir, httpAddr string
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Start everything: Temporal, Redis, engine, worker, gateway",
		Long:  upHelp,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			environ := p.environ
			if dataDir != "" {
				environ = append(environ, "GENESIS_DATA_DIR="+dataDir)
			}
			if httpAddr != "" {
				environ = append(environ, "GENESIS_HTTP_ADDR="+httpAddr)
			}
			return p.up(cmd.Context(), environ)
		},
	}
	cmd.Flags().StringVar(&dataDir, "data-dir", "", "folder of databases, checkpoints and logs (GENESIS_DATA_DIR)")
	cmd.Flags().StringVar(&httpAddr, "http", "", "address on which the gateway listens (GENESIS_HTTP_ADDR)")
	return cmd
}

func (p *program) up(ctx context.Context, environ []string) error {
	q := *p
	q.environ = environ
	settings, err := q.settings()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP) // the terminal was closed
	defer stop()
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	return devstack.Up(ctx, devstack.Options{
		Settings: settings, Environ: environ, Program: self, Kill: secondSignal(ctx), Out: p.stdout, Log: p.stderr,
	})
}

// secondSignal returns a channel that is closed by an interrupt after the one that ended ctx.
func secondSignal(ctx context.Context) <-chan struct{} {
	kill := make(chan struct{})
	go func() {
		<-ctx.Done()
		again := make(chan os.Signal, 1)
		signal.Notify(again, os.Interrupt, syscall.SIGTERM)
		<-again
		close(kill)
	}()
	return kill
}

// reapCommand runs the process that stops up's children after up was killed.
func (p *program) reapCommand() *cobra.Command {
	return &cobra.Command{
		Use:    devstack.ReapCommand,
		Short:  "Stop the processes named on standard input when it ends (used by up)",
		Hidden: true,
		Args:   cobra.NoArgs,
		Run:    func(*cobra.Command, []string) { devstack.Reap(p.stdin) },
	}
}
