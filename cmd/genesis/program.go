package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// program is the command line with its streams and environment as fields, so that tests can run it.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string
	dotenv         string // path of the .env file
}

// run executes one command line and returns the exit status.
func (p *program) run(ctx context.Context, args []string) int {
	root := p.root()
	root.SetArgs(args)
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(p.stderr, "genesis:", err)
		return 1
	}
	return 0
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "genesis",
		Short:         "A world of digital creatures that rewrites itself",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; %s --help lists what there is", err, cmd.CommandPath())
	})
	root.AddCommand(
		p.upCommand(), p.engineCommand(), p.workerCommand(), p.gatewayCommand(), p.synthCommand(),
		p.vetCommand(), p.replayCommand(), p.cyclesCommand(), p.cycleCommand(), p.rerunCommand(), p.doctorCommand(),
		p.statsCommand(), p.worldCommand(), p.branchCommand(), p.backupCommand(), p.migrateCommand(), p.restoreCommand(),
		p.scheduleCommand(), p.mendRedisCommand(), p.versionCommand(), p.codecCommand(), p.reapCommand(), p.benchCommand(),
		p.experimentCommand(),
	)
	root.AddCommand(p.steerCommands()...)
	return root
}

// settings reads the settings from the environment and the .env file.
func (p *program) settings() (config.Settings, error) { return config.Load(p.environ, p.dotenv) }

// connected returns the settings of a command that needs Temporal. What they leave open comes from Temporal's own
// environment configuration.
func (p *program) connected() (config.Settings, error) {
	s, err := p.settings()
	if err == nil {
		err = temporalclient.Resolve(&s, p.environ)
	}
	return s, err
}
