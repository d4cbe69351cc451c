package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// maxMigrants bounds how many molbots one command moves.
const maxMigrants = 100

func (p *program) migrateCommand() *cobra.Command {
	var from, to string
	var count int
	command := &cobra.Command{
		Use:   "migrate MOLBOT… --to WORLD",
		Short: "Move molbots to another world",
		Long: `Move molbots to another world on the same Temporal and Redis. Each is moved by a workflow that neither loses
nor duplicates it if an engine dies on the way; if an engine is not running, the workflow waits for it. A molbot
takes along its genes, energy, age, memory, and those traits for which exactly the same program is loaded in the
other world; the command prints which traits are left behind. If the other world has no room, the molbot stays or
comes back. Ctrl-C ends the wait but not the migration; the same command waits for it again.`,
		Example: "  genesis migrate mol_00002a --to reef\n  genesis migrate --count 5 --from reef --to main",
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := p.target()
			if err != nil {
				return err
			}
			if from == "" {
				from = s.World
			}
			return p.migrate(cmd.Context(), s, from, to, args, count)
		},
	}
	command.Flags().StringVar(&to, "to", "", "destination world")
	command.Flags().StringVar(&from, "from", "", "their current world (default GENESIS_WORLD)")
	command.Flags().IntVar(&count, "count", 0, "move this many of the oldest instead of named ones")
	_ = command.MarkFlagRequired("to")
	return command
}

func (p *program) migrate(ctx context.Context, s config.Settings, from, to string, molbots []string, count int) error {
	molbots, err := p.migrants(ctx, s, from, to, molbots, count)
	if err != nil {
		return err
	}
	c, err := dialOwn(ctx, s)
	if err != nil {
		return err
	}
	defer c.Close()
	var all sync.WaitGroup
	failed := make([]error, len(molbots))
	for k, molbot := range molbots {
		m, err := c.Migrate(ctx, genesis.MigrationInput{From: from, To: to, Molbot: molbot})
		if err != nil {
			failed[k] = err
			break
		}
		all.Go(func() { failed[k] = p.waitForMigration(ctx, m, molbot, to) })
	}
	all.Wait()
	return errors.Join(failed...)
}

// migrants returns the molbots to move, after checking that the move makes sense.
func (p *program) migrants(ctx context.Context, s config.Settings, from, to string, molbots []string,
	count int) ([]string, error) {
	if from == to {
		return nil, genesis.Errorf(genesis.CodeInvalid, "they are already in the world %s", to)
	}
	if (count == 0) == (len(molbots) == 0) || count < 0 {
		return nil, genesis.Errorf(genesis.CodeInvalid, "name the molbots to move, or give a number with --count")
	}
	if max(count, len(molbots)) > maxMigrants {
		return nil, genesis.Errorf(genesis.CodeInvalid, "at most %d molbots move at once", maxMigrants)
	}
	store, err := openKnown(ctx, s, from)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	there, err := openKnown(ctx, s, to)
	if err != nil {
		return nil, err
	}
	defer there.Close()
	if count == 0 {
		return molbots, nil
	}
	ids, err := store.EntityIDs(ctx)
	// oldest first: ids contain a serial number
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return ids[:min(count, len(ids))], err
}

// openKnown opens the store of a world that an engine has run.
func openKnown(ctx context.Context, s config.Settings, world string) (*redisstore.Store, error) {
	store, err := redisstore.Open(ctx, s.RedisAddress(), world)
	if err != nil {
		return nil, err
	}
	known, err := store.WorldExists(ctx)
	if err == nil && !known {
		err = genesis.Errorf(genesis.CodeNotFound, "no engine has ever run a world %q on this Redis: start one with "+
			"GENESIS_WORLD=%s", world, world)
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// waitForMigration waits for the end of a migration and prints what it is waiting for.
func (p *program) waitForMigration(ctx context.Context, m supervisor.Migration, molbot, to string) error {
	done := make(chan struct{})
	defer close(done)
	go p.printProgress(ctx, m, molbot, done)
	r, err := m.Wait(ctx)
	switch {
	case ctx.Err() != nil:
		return genesis.Errorf(genesis.CodeUnavailable, "%s: stopped waiting; the migration goes on as workflow %s", molbot,
			m.GetID())
	case err != nil:
		return fmt.Errorf("%s: %w", molbot, err)
	case r.Refused != "":
		return genesis.Errorf(genesis.CodeConflict, "%s is back in the world %s as %s: %s", molbot, r.World, r.Molbot,
			r.Refused)
	}
	left := ""
	if len(r.Left) > 0 {
		left = "; not loaded there, and left behind: " + strings.Join(r.Left, ", ")
	}
	_, err = fmt.Fprintf(p.stdout, "%s is %s in the world %s%s\n", molbot, r.Molbot, to, left)
	return err
}

// patience is how long a step may take before the user is told.
const patience = 3 * time.Second

func (p *program) printProgress(ctx context.Context, m supervisor.Migration, molbot string, done <-chan struct{}) {
	said := ""
	for {
		select {
		case <-done:
			return
		case <-time.After(patience):
		}
		say := "waits for a worker"
		if state, err := m.State(ctx); err == nil && state.World != "" {
			say = fmt.Sprintf("waits for the engine of the world %s (%s)", state.World, state.Step)
		}
		if say != said {
			fmt.Fprintf(p.stderr, "%s %s\n", molbot, say)
		}
		said = say
	}
}
