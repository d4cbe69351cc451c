package main

import (
	"errors"
	"io"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis/evolution/policy"
	"github.com/ai-genesis/ai-genesis/internal/evobench"
)

const evolutionHelp = `Measure whether evolution helps. Each seed's world lives three lives from the same start:
without evolution, with random programs that nobody selects, and with the system's own cycles, with synth as the
model. Only this program is needed. The table shows the metric of each world's problem before and after with 95 %
intervals over the seeds, the share of cycles that kept a trait, what kept traits gain on seeds that no gate has
seen, and how much more active they are than neutral twins (Bedau and Packard's evolutionary activity). The same
options give the same figures.

Progress goes to standard error. Ctrl-C stops and reports on the lives that were completed. With --keep FILE the
results of each completed seed are added to a file, from which the same command continues.`

func (p *program) benchEvolutionCommand() *cobra.Command {
	var o evobench.Options
	var asJSON, quiet bool
	evolution := &cobra.Command{
		Use:   "evolution",
		Short: "Measure whether evolution helps",
		Long:  evolutionHelp,
		Example: "  genesis bench evolution --world starving\n" +
			"  genesis bench evolution --seeds 20 --cycles 40 --json > evolution.json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Progress = p.stderr
			if quiet {
				o.Progress = io.Discard
			}
			report, err := evobench.Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			if err := p.printReport(report, asJSON); err != nil || report.Complete {
				return err
			}
			return errors.New("stopped before all seeds had lived")
		},
	}
	f := evolution.Flags()
	f.StringSliceVar(&o.Worlds, "world", nil, "worlds to measure; default: starving, overcrowded, monotone")
	f.IntVar(&o.Seeds, "seeds", 10, "number of seeds per world")
	f.Uint64Var(&o.First, "first-seed", 1, "the first seed")
	f.IntVar(&o.Cycles, "cycles", 30, "evolution cycles per life")
	f.IntVar(&o.LifeTicks, "life-ticks", 2000, "time between cycles [ticks]")
	f.IntVar(&o.TrialPairs, "trial-pairs", 8, "number of pairs of forks with which a trial begins")
	f.IntVar(&o.TrialMaxPairs, "trial-max-pairs", 16, "number of pairs up to which an inconclusive trial is doubled")
	f.IntVar(&o.TrialTicks, "trial-ticks", 1200, "length of a trial [ticks]")
	f.IntVar(&o.Samples, "samples", policy.Samples, "further programs after a refused one")
	f.Float64Var(&o.Effort, "effort", 0.3, "effort of synth's search")
	f.IntVar(&o.Jobs, "jobs", runtime.GOMAXPROCS(0), "lives at the same time")
	f.StringVar(&o.Keep, "keep", "", "file for the results of completed seeds, from which an interrupted run continues")
	f.BoolVar(&asJSON, "json", false, "print everything as JSON")
	f.BoolVar(&quiet, "quiet", false, "no progress")
	return evolution
}
