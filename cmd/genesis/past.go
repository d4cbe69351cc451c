package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/host"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

const worldReplayHelp = `Recompute the world GENESIS_WORLD at a past tick from a kept checkpoint and the journal of
commands in <data>/worlds/<world>. Nothing is changed, and the engine may run meanwhile. Wherever the journal has a
hash of the world, it is compared; a difference ends the replay with an error that gives the tick and both hashes.

The last line printed is the tick and the hash of the world. --from chooses an older checkpoint, so that more of the
past is recomputed and compared; --from 0 begins with the first checkpoint.`

func (p *program) worldReplayCommand() *cobra.Command {
	var to, from uint64
	var save string
	cmd := &cobra.Command{
		Use:     "replay --to TICK",
		Short:   "Recompute a past tick from a checkpoint and the journal, and check the hashes on the way",
		Long:    worldReplayHelp,
		Example: "  genesis world replay --to 90000\n  genesis world replay --to 90000 --from 0 --save then.genesis",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.replayWorld(cmd.Context(), to, from, save) },
	}
	cmd.Flags().Uint64Var(&to, "to", 0, "the tick")
	cmd.Flags().Uint64Var(&from, "from", math.MaxUint64, "begin with the newest checkpoint at or before this tick")
	cmd.Flags().StringVar(&save, "save", "", "write the world at that tick to this file, as a checkpoint")
	_ = cmd.MarkFlagRequired("to")
	return cmd
}

func (p *program) replayWorld(ctx context.Context, to, from uint64, save string) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	begun := time.Now()
	past, err := host.Rebuild(ctx, s, to, from, p.logger(s, "replay"))
	if err != nil {
		return err
	}
	defer past.World.Close()
	if save != "" {
		data, err := past.World.Checkpoint()
		if err != nil {
			return fmt.Errorf("encode the world: %w", err)
		}
		if err := os.WriteFile(save, data, 0o644); err != nil {
			return genesis.Errorf(genesis.CodeInvalid, "save the world: %v", err)
		}
	}
	_, err = fmt.Fprintf(p.stdout, "from the checkpoint of tick %d: %d ticks, %d commands, %d hashes the same, in "+
		"%s\n%d %016x\n", past.From,
		to-past.From, past.Commands, past.Checked, time.Since(begun).Round(time.Millisecond), past.World.Now(),
		past.World.Hash())
	return err
}

func (p *program) worldCheckpointsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "checkpoints",
		Short: "List the kept checkpoints of the world, newest first",
		Long:  "List the kept checkpoints of the world of GENESIS_WORLD in <data>/worlds/<world>, newest first.",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			s, err := p.settings()
			if err != nil {
				return err
			}
			kept, err := host.ListCheckpoints(s, p.logger(s, "checkpoints"))
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
			fmt.Fprintln(table, "tick\tbytes\tsaved at\t")
			for _, k := range kept {
				fmt.Fprintf(table, "%d\t%d\t%s\t\n", k.Tick, k.Bytes, k.SavedAt.Format(time.RFC3339))
			}
			return table.Flush()
		},
	}
}

func (p *program) worldRestoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore TICK",
		Short: "Take the running world back to a kept checkpoint",
		Long: `Take the running world GENESIS_WORLD back to a kept checkpoint; genesis world checkpoints lists them. The
ticks since then are abandoned, but their checkpoints stay, so that the world can go forward to one of them again.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			tick, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || tick < 0 {
				return genesis.Errorf(genesis.CodeInvalid, "%q is not a tick; genesis world checkpoints lists those that are kept",
					args[0])
			}
			return p.commandWorld(cmd.Context(), command.Restore{Tick: int(tick)})
		},
	}
}

func (p *program) worldResetCommand() *cobra.Command {
	var seed int
	cmd := &cobra.Command{
		Use:   "reset --seed SEED",
		Short: "Replace the running world by a new one",
		Long: `Replace the running world GENESIS_WORLD by a new one with the engine's settings and a seed. The old world's
checkpoints stay: genesis world restore brings it back.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.commandWorld(cmd.Context(), command.Reset{Seed: seed})
		},
	}
	cmd.Flags().IntVar(&seed, "seed", 0, "seed of the new world")
	_ = cmd.MarkFlagRequired("seed")
	return cmd
}

// commandWorld has the running engine execute a command.
func (p *program) commandWorld(ctx context.Context, change command.For[command.None]) error {
	s, err := p.target()
	if err != nil {
		return err
	}
	store, err := redisstore.Connect(s.RedisAddress(), s.World)
	if err != nil {
		return err
	}
	defer store.Close()
	reply, err := redisstore.Ask(ctx, store, change)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "world %s is at tick %d\n", s.World, reply.Tick)
	return err
}
