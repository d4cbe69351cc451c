package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis/internal/cyclebench"
)

const benchCycleHelp = `Measure the overhead of a cycle, apart from what it waits for. The command starts the whole
system in a temporary folder, on a Temporal dev server or the one at GENESIS_TEMPORAL_ADDRESS, with a model that
answers at once (synth without its search). After each cycle, workflows of as many no-op activities run on the same
server, with a short rest wherever the cycle waited.

The table shows the time of a cycle without model, trials and the timers of its canary, its ratio to the no-op
workflows, and the size of its history. All figures are read from the histories. The canary's window and the pairs
of a trial are those of the settings (GENESIS_CANARY_TICKS, GENESIS_TRIAL_PAIRS); trials are short and the world is
fast, because neither time counts.

Progress goes to standard error. Ctrl-C stops everything and reports on the cycles that have ended.`

func (p *program) benchCycleCommand() *cobra.Command {
	var o cyclebench.Options
	var asJSON, quiet bool
	c := &cobra.Command{
		Use:     "cycle",
		Short:   "Measure the overhead of a cycle, apart from what it waits for",
		Long:    benchCycleHelp,
		Example: "  genesis bench cycle\n  genesis bench cycle --cycles 20 --json > cycle.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Progress = p.stderr
			if quiet {
				o.Progress = io.Discard
			}
			return p.benchCycle(cmd.Context(), o, asJSON)
		},
	}
	f := c.Flags()
	f.IntVar(&o.Cycles, "cycles", 5, "number of cycles, about a minute each")
	f.IntVar(&o.NoOps, "no-ops", 3, "number of no-op workflows after each cycle")
	f.IntVar(&o.TickMs, "tick-ms", 4, "length of a tick [ms]")
	f.IntVar(&o.TrialTicks, "trial-ticks", 300, "length of a trial [ticks]")
	f.IntVar(&o.Grow, "grow", 3000, "age of the world at the first cycle [ticks]")
	f.BoolVar(&asJSON, "json", false, "print everything as JSON")
	f.BoolVar(&quiet, "quiet", false, "no progress")
	return c
}

func (p *program) benchCycle(ctx context.Context, o cyclebench.Options, asJSON bool) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	o.Environ, o.DotEnv, o.Program, o.Kill = p.environ, p.dotenv, self, secondSignal(ctx)
	report, err := cyclebench.Run(ctx, o)
	if err != nil {
		return err
	}
	stopped := errors.New("stopped before all cycles were run")
	if len(report.Cycles) == 0 {
		return stopped
	}
	if err := p.printReport(report, asJSON); err != nil || report.Complete {
		return err
	}
	return stopped
}
