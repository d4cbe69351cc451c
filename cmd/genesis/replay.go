package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	history "go.temporal.io/api/history/v1"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/worker"
)

const replayHelp = `Print every step of a cycle and replay its history with today's workflow code.

The argument is a cycle's id (the history comes from Temporal, or from the archive if Temporal has deleted it), the
number of a cycle of the world GENESIS_WORLD, or a file written by --save or the Temporal UI. Nothing is changed: no
activity runs again. The exit status is 1 if today's code decides differently from the history, with the position of
the difference.

--all replays every archived cycle of the world in parallel and prints a summary: run it with a new version before
an upgrade.`

func (p *program) replayCommand() *cobra.Command {
	var save string
	var verbose, all bool
	cmd := &cobra.Command{
		Use:   "replay CYCLE|FILE | --all",
		Short: "Print a cycle's steps and replay its history against today's code",
		Long:  replayHelp,
		Example: "  genesis replay cycle-main-000042\n  genesis replay 42 --save cycle42.json\n" +
			"  genesis replay cycle42.json\n  genesis replay --all",
		Args: func(_ *cobra.Command, args []string) error {
			if all && len(args) == 0 {
				return nil
			}
			if all || len(args) != 1 {
				return fmt.Errorf("replay needs one cycle id, number or history file; genesis replay --help has examples")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if all {
				return p.replayAll(cmd.Context())
			}
			return p.replay(cmd.Context(), args[0], save, verbose)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "replay every archived cycle of the world")
	cmd.Flags().StringVar(&save, "save", "", "write the history to this file")
	cmd.Flags().BoolVar(&verbose, "verbose", false, "print what the workflow logs while it is replayed")
	return cmd
}

func (p *program) replay(ctx context.Context, what, save string, verbose bool) error {
	h, err := p.history(ctx, what)
	if err != nil {
		return err
	}
	if save != "" {
		if err := saveHistory(save, h); err != nil {
			return err
		}
	}
	printSteps(p.stdout, supervisor.Timeline(h))
	logs := io.Discard
	if verbose {
		logs = p.stderr
	}
	if err := worker.Replay(h, logs); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "\nreplayed %d events: today's code makes the same decisions\n", len(h.GetEvents()))
	return err
}

// history reads a history from the file of this name if there is one, otherwise from Temporal.
func (p *program) history(ctx context.Context, what string) (*history.History, error) {
	f, err := os.Open(what)
	if err == nil {
		defer f.Close()
		return supervisor.ReadHistory(f)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	s, err := p.target()
	if err != nil {
		return nil, err
	}
	id := what
	var n int
	if _, err := fmt.Sscanf(what+"\n", "%d\n", &n); err == nil {
		id = genesis.CycleID(s.World, n)
	}
	if !genesis.ValidCycle(id) && !strings.HasPrefix(id, genesis.SupervisorID("")) {
		return nil, genesis.Errorf(genesis.CodeInvalid, "%q is neither a file nor the id of a cycle such as %s", what,
			genesis.CycleID(s.World, 42))
	}
	return openHistory(ctx, s, id)
}

func saveHistory(path string, h *history.History) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("save the history: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return supervisor.WriteHistory(f, h)
}

func printSteps(w io.Writer, steps []supervisor.Step) {
	for _, s := range steps {
		mark := " "
		if s.Failed {
			mark = "✗"
		}
		name := s.Name
		if s.Attempt > 1 {
			name += fmt.Sprintf(" ×%d", s.Attempt)
		}
		fmt.Fprintf(w, "%9s %8s %s %-14s %s\n", formatOffset(s.At), formatDuration(s.Took), mark, name,
			joinResult(s.About, s.Result))
	}
}

func joinResult(about, result string) string {
	if about == "" || result == "" {
		return about + result
	}
	return about + " → " + result
}

func formatOffset(d time.Duration) string { return fmt.Sprintf("+%.3fs", d.Seconds()) }

func formatDuration(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.Round(time.Millisecond).String()
}
