package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/experiment"
)

const experimentHelp = `Run an experiment: every combination of world, seed, model and arm lives one life with the
system's own evolution cycle. The results go to a folder: tables as CSV and Parquet, the programs, and a report with
plots, 95 % intervals and the command that repeats the experiment.

An experiment is a Temporal workflow. Its cells run on all workers that serve the queue experiment, survive the
death of any worker, and are kept in Redis until the experiment is removed.`

func (p *program) experimentCommand() *cobra.Command {
	command := &cobra.Command{Use: "experiment", Short: "Run experiments over worlds, seeds, models and arms",
		Long: experimentHelp}
	command.AddCommand(p.experimentRun(), p.experimentList(), p.experimentShow(), p.experimentStop(),
		p.experimentResume(), p.experimentReport(), p.experimentRemove())
	return command
}

const experimentRunHelp = experimentHelp + `

FILE is YAML:

  name: starving-ten
  seeds: 10               # or a range, 301-310, or a list, [3, 5, 8]
  worlds: [starving]      # starving, overcrowded, monotone; none: all
  models: [synth]         # synth@0.1 is synth with less effort
  arms: [none, selection] # none, random, selection; none given: all
  cycles: 30              # of each life
  life_ticks: 2000        # from one cycle to the next
  trial_pairs: 8          # and trial_max_pairs, trial_ticks, samples, effort, parallel

The name and the seeds are needed; all else has the default of genesis bench evolution. The command waits for the end
and writes the folder. Ctrl-C ends only the waiting.`

func (p *program) experimentRun() *cobra.Command {
	var out string
	var jobs int
	var here, detach bool
	cmd := &cobra.Command{
		Use: "run FILE", Short: "Run the experiment defined in a file", Long: experimentRunHelp, Args: cobra.ExactArgs(1),
		Example: "  genesis experiment run starving.yaml\n  genesis experiment run starving.yaml --here",
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := readExperiment(args[0])
			if err != nil {
				return err
			}
			out := cmp.Or(out, "experiment-"+e.Name)
			if err := experiment.CheckFolder(out); err != nil {
				return err
			}
			if here {
				return p.runHere(cmd.Context(), e, out, jobs)
			}
			return p.runByWorkers(cmd.Context(), e, out, detach)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&here, "here", false, "run all cells in this process, without Temporal and Redis")
	f.StringVar(&out, "out", "", "folder for the results (default experiment-NAME)")
	f.IntVar(&jobs, "jobs", runtime.GOMAXPROCS(0), "with --here: cells at the same time")
	f.BoolVar(&detach, "detach", false, "do not wait for the end")
	cmd.MarkFlagsMutuallyExclusive("here", "detach")
	return cmd
}

// readExperiment reads the definition of an experiment. Of an oversized file it reads just enough to detect that.
func readExperiment(path string) (genesis.Experiment, error) {
	f, err := os.Open(path)
	if err != nil {
		return genesis.Experiment{}, genesis.Errorf(genesis.CodeInvalid, "the experiment can't be read: %v", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, experiment.MaxFile+1))
	if err != nil {
		return genesis.Experiment{}, genesis.Errorf(genesis.CodeInvalid, "the experiment can't be read: %v", err)
	}
	e, err := experiment.Parse(text)
	if err != nil {
		return e, fmt.Errorf("%s: %w", path, err)
	}
	return e, nil
}

// runHere runs an experiment in this process.
func (p *program) runHere(ctx context.Context, e genesis.Experiment, out string, jobs int) error {
	if jobs < 1 {
		return genesis.Errorf(genesis.CodeInvalid, "--jobs %d: must be at least one", jobs)
	}
	results, err := experiment.RunHere(ctx, e, jobs, p.stderr)
	if err != nil {
		return err
	}
	return p.writeExperiment(out, e, results)
}

func (p *program) writeExperiment(out string, e genesis.Experiment, results []experiment.Result) error {
	if err := experiment.WriteFolder(out, e, results); err != nil {
		return err
	}
	if err := experiment.WriteSummary(p.stdout, e, results); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.stdout, "%d of %d cells are in %s; see report.html there\n", len(results),
		len(e.Cells()), out)
	return err
}
