package main

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/experiment"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

func (p *program) experimentList() *cobra.Command {
	return &cobra.Command{
		Use: "ls", Short: "List the experiments, newest first", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withExperiments(cmd.Context(), func(ctx context.Context, x experiments) error {
				all, err := x.store.Experiments(ctx)
				if err != nil {
					return err
				}
				if len(all) == 0 {
					_, err := fmt.Fprintln(p.stdout, "there are no experiments; genesis experiment run FILE creates one")
					return err
				}
				w := tabwriter.NewWriter(p.stdout, 0, 4, 2, ' ', 0)
				fmt.Fprintln(w, "NAME\tSTARTED\tCELLS\tSTATE")
				for _, r := range all {
					run, done, err := x.stand(ctx, r)
					if err != nil {
						return err
					}
					fmt.Fprintf(w, "%s\t%s\t%d of %d\t%s\n", r.Experiment.Name, formatTime(r.StartedAt), done,
						len(r.Experiment.Cells()), stateOf(r, run))
				}
				return w.Flush()
			})
		},
	}
}

// stand returns the state of an experiment: that of its workflow, and how many of its cells have a result.
func (x experiments) stand(ctx context.Context, r genesis.ExperimentRecord) (run supervisor.ExperimentRun, done int,
	err error) {
	cells, err := x.store.CellsDone(ctx, r.Experiment.Name, r.Key)
	if err == nil {
		run, err = x.temporal.ExperimentRun(ctx, r.Experiment.Name)
	}
	return run, len(cells), err
}

func stateOf(r genesis.ExperimentRecord, run supervisor.ExperimentRun) string {
	switch {
	case run.Running && run.Stopped:
		return "stopped: genesis experiment resume " + r.Experiment.Name + " goes on"
	case run.Running:
		return "running"
	case r.EndedAt.IsZero():
		return "interrupted: genesis experiment resume " + r.Experiment.Name + " goes on"
	case len(r.Failed) > 0:
		return fmt.Sprintf("done, but %d cells failed: genesis experiment resume %s tries them again", len(r.Failed),
			r.Experiment.Name)
	}
	return "done"
}

// onExperiment returns a command about one experiment.
func (p *program) onExperiment(name, short string, do func(context.Context, experiments,
	genesis.ExperimentRecord) error) *cobra.Command {
	return &cobra.Command{
		Use: name + " NAME", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withExperiments(cmd.Context(), func(ctx context.Context, x experiments) error {
				r, err := x.store.Experiment(ctx, args[0])
				if err != nil {
					return err
				}
				return do(ctx, x, r)
			})
		},
	}
}

func (p *program) experimentShow() *cobra.Command {
	return p.onExperiment("show", "Show the progress of an experiment, its running cells and its first results",
		func(ctx context.Context, x experiments, r genesis.ExperimentRecord) error {
			e := r.Experiment
			run, done, err := x.stand(ctx, r)
			if err != nil {
				return err
			}
			fmt.Fprintf(p.stdout, "experiment %s, started %s: %s\n%d of %d cells have a result\n", e.Name,
				formatTime(r.StartedAt), stateOf(r, run), done, len(e.Cells()))
			for _, c := range run.Cells {
				fmt.Fprintf(p.stdout, "  %s: %s\n", c.Name, cellState(c, e.Cycles))
			}
			for _, f := range r.Failed {
				fmt.Fprintf(p.stdout, "  %s failed: %s\n", f.Name, f.Reason)
			}
			results, err := experiment.Load(ctx, x.store, r)
			if err != nil {
				return err
			}
			return experiment.WriteSummary(p.stdout, e, results)
		})
}

func cellState(c supervisor.LivingCell, cycles int) string {
	switch {
	case c.Worker != "":
		return fmt.Sprintf("%d of %d cycles, by %s", c.Cycles, cycles, c.Worker)
	case c.Failure != "":
		return "waits for a worker again: " + c.Failure
	}
	return "waits for a worker"
}

func (p *program) experimentStop() *cobra.Command {
	return p.onExperiment("stop", "Stop an experiment until it is resumed; results are kept",
		func(ctx context.Context, x experiments, r genesis.ExperimentRecord) error {
			name := r.Experiment.Name
			run, err := x.temporal.ExperimentRun(ctx, name)
			if err == nil && !run.Running {
				err = genesis.Errorf(genesis.CodeConflict, "the experiment %s does not run: %s", name, stateOf(r, run))
			}
			if err == nil {
				err = x.temporal.SignalExperiment(ctx, name, genesis.SignalStop)
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(p.stdout, "experiment %s stops: its running cells are aborted; genesis experiment resume "+
				"%s goes on\n", name, name)
			return err
		})
}

func (p *program) experimentResume() *cobra.Command {
	return p.onExperiment("resume", "Resume an experiment that was stopped or interrupted, or whose cells failed",
		func(ctx context.Context, x experiments, r genesis.ExperimentRecord) error {
			e := r.Experiment
			run, done, err := x.stand(ctx, r)
			if err != nil {
				return err
			}
			missing := len(e.Cells()) - done
			switch {
			case run.Running:
				err = x.temporal.SignalExperiment(ctx, e.Name, genesis.SignalResume)
			case missing == 0:
				return genesis.Errorf(genesis.CodeConflict, "all cells of the experiment %s have a result: genesis experiment "+
					"report %s writes its folder", e.Name, e.Name)
			default:
				err = x.temporal.StartExperiment(ctx, e)
			}
			if err != nil {
				return err
			}
			p.warnWithoutWorkers(ctx, x)
			_, err = fmt.Fprintf(p.stdout, "experiment %s resumes: %d cells are missing\n", e.Name, missing)
			return err
		})
}

func (p *program) experimentReport() *cobra.Command {
	var out string
	cmd := p.onExperiment("report", "Write the folder of an experiment with its results so far",
		func(ctx context.Context, x experiments, r genesis.ExperimentRecord) error {
			return p.reportExperiment(ctx, x, r.Experiment.Name, cmp.Or(out, "experiment-"+r.Experiment.Name))
		})
	cmd.Flags().StringVar(&out, "out", "", "folder for the results (default experiment-NAME)")
	return cmd
}

func (p *program) experimentRemove() *cobra.Command {
	var force bool
	cmd := p.onExperiment("rm", "Remove an experiment and its results; folders already written stay",
		func(ctx context.Context, x experiments, r genesis.ExperimentRecord) error {
			name := r.Experiment.Name
			run, err := x.temporal.ExperimentRun(ctx, name)
			if err == nil && run.Running && !run.Stopped && !force {
				err = genesis.Errorf(genesis.CodeConflict, "the experiment %s runs: stop it first (genesis experiment stop %s), "+
					"or say --force", name, name)
			}
			if err == nil {
				err = x.temporal.EndExperiment(ctx, name)
			}
			if err == nil {
				err = x.store.RemoveExperiment(ctx, r)
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(p.stdout, "experiment %s is removed\n", name)
			return err
		})
	cmd.Flags().BoolVar(&force, "force", false, "even if it is running")
	return cmd
}
