package main

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

const scheduleHelp = `Do routine work at fixed times: a backup, or an evolution cycle. The times are Temporal
Schedules, so no cron job is needed; the process of the world's engine does the work. Backups go to
GENESIS_DATA_DIR/backups.

Work that became due while Temporal was down is done up to 12 hours late. If work is still running at its next time,
that time is skipped. If a cycle is already running, scheduled cycles wait for it for up to an hour.`

func (p *program) scheduleCommand() *cobra.Command {
	command := &cobra.Command{
		Use: "schedule", Short: "Do routine work at fixed times, such as a backup or a cycle each night", Long: scheduleHelp,
		Example: "  genesis schedule create nightly --do backup --cron \"0 3 * * *\" --timezone Europe/Berlin --keep 14\n" +
			"  genesis schedule create fresh --do cycle --every 6h --reason \"something new\"\n  genesis schedule ls",
	}
	command.AddCommand(p.scheduleCreate(), p.scheduleList(),
		p.onSchedule("pause", "Pause a schedule", "paused", true, (*supervisor.Client).PauseSchedule),
		p.onSchedule("resume", "Resume a paused schedule", "resumed", true, (*supervisor.Client).ResumeSchedule),
		p.onSchedule("trigger", "Run the work of a schedule now", "at work", false,
			withoutReason((*supervisor.Client).RunSchedule)),
		p.onSchedule("rm", "Remove a schedule; work in progress continues", "removed", false,
			withoutReason((*supervisor.Client).RemoveSchedule)),
	)
	return command
}

// scheduleAction changes a schedule.
type scheduleAction func(c *supervisor.Client, ctx context.Context, world, name, why string) error

func withoutReason(f func(*supervisor.Client, context.Context, string, string) error) scheduleAction {
	return func(c *supervisor.Client, ctx context.Context, world, name, _ string) error {
		return f(c, ctx, world, name)
	}
}

func (p *program) scheduleCreate() *cobra.Command {
	var in genesis.Schedule
	var does, problem string
	var paused bool
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Create a schedule", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Name, in.Does, in.Problem = args[0], genesis.Routine(does), genesis.Problem(problem)
			if in.Does == genesis.RoutineCycle && !cmd.Flags().Changed("keep") {
				in.Keep = 0
			}
			if paused {
				in.Paused = "made paused"
			}
			return p.withTemporal(cmd.Context(), func(ctx context.Context, c *supervisor.Client, s config.Settings) error {
				in.World = s.World
				if err := c.CreateSchedule(ctx, in); err != nil {
					return err
				}
				p.warnWithoutEngine(ctx, c, s.World)
				_, err := fmt.Fprintf(p.stdout, "schedule %s of world %s: %s, %s\n", in.Name, in.World, in.Does, scheduleTimes(in))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&does, "do", "", "what to do: backup or cycle")
	cmd.Flags().StringVar(&in.Cron, "cron", "", "when, as minute hour day month weekday")
	cmd.Flags().DurationVar(&in.Every, "every", 0, "or how often, such as 6h")
	cmd.Flags().StringVar(&in.Timezone, "timezone", "", "time zone of --cron, such as Europe/Berlin (default UTC)")
	cmd.Flags().IntVar(&in.Keep, "keep", 7, "for backups: how many of the newest to keep")
	cmd.Flags().StringVar(&in.Reason, "reason", "", "for cycles: what the architect should know")
	cmd.Flags().StringVar(&problem, "problem", "", "for cycles: the problem to solve (default manual)")
	cmd.Flags().BoolVar(&paused, "paused", false, "create it paused")
	_ = cmd.MarkFlagRequired("do")
	return cmd
}

// warnWithoutEngine prints a warning if no engine is there to do the work: the world's name may be mistyped.
func (p *program) warnWithoutEngine(ctx context.Context, c *supervisor.Client, world string) {
	if served, err := c.Pollers(ctx, genesis.RoutineQueue(world)); err == nil && len(served) == 0 {
		fmt.Fprintf(p.stderr, "genesis: no engine of world %s runs now; the work waits for one\n", world)
	}
}

func (p *program) scheduleList() *cobra.Command {
	return &cobra.Command{
		Use: "ls", Short: "List the schedules of the world and their last results", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withTemporal(cmd.Context(), func(ctx context.Context, c *supervisor.Client, s config.Settings) error {
				all, err := c.Schedules(ctx, s.World)
				if err != nil {
					return err
				}
				if len(all) == 0 {
					_, err := fmt.Fprintf(p.stdout, "world %s has no schedules; genesis schedule create adds one\n", s.World)
					return err
				}
				w := tabwriter.NewWriter(p.stdout, 0, 4, 2, ' ', 0)
				fmt.Fprintln(w, "NAME\tDOES\tWHEN\tNEXT\tLAST\tCAME OF IT")
				for _, s := range all {
					next := formatTime(s.Next)
					if s.Paused != "" {
						next = "paused: " + s.Paused
					}
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", s.Name, cmp.Or(string(s.Does), "?"), scheduleTimes(s), next,
						formatTime(s.Last), cmp.Or(s.Came, "–"))
				}
				return w.Flush()
			})
		},
	}
}

func (p *program) onSchedule(name, short, did string, reasons bool, say scheduleAction) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use: name + " NAME", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := genesis.CheckCharacters("the reason", why); err != nil {
				return err
			}
			return p.withTemporal(cmd.Context(), func(ctx context.Context, c *supervisor.Client, s config.Settings) error {
				if err := say(c, ctx, s.World, args[0], why); err != nil {
					return err
				}
				_, err := fmt.Fprintf(p.stdout, "schedule %s of world %s is %s\n", args[0], s.World, did)
				return err
			})
		},
	}
	if reasons {
		cmd.Flags().StringVar(&why, "reason", "", "reason, shown in Temporal's UI")
	}
	return cmd
}

// withTemporal calls do with a connection to the command's Temporal.
func (p *program) withTemporal(ctx context.Context, do func(context.Context, *supervisor.Client,
	config.Settings) error) error {
	s, err := p.target()
	if err != nil {
		return err
	}
	c, err := dialOwn(ctx, s)
	if err != nil {
		return err
	}
	defer c.Close()
	return do(ctx, c, s)
}

func scheduleTimes(s genesis.Schedule) string {
	switch {
	case s.Cron != "":
		return s.Cron + " " + cmp.Or(s.Timezone, "UTC")
	case s.Every > 0:
		return "every " + s.Every.String()
	}
	return "?"
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format("2006-01-02 15:04") + " UTC"
}
