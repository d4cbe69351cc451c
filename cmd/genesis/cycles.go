package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

func (p *program) cyclesCommand() *cobra.Command {
	var outcome, problem string
	var limit int
	cmd := &cobra.Command{
		Use:     "cycles",
		Short:   "List the evolution cycles, newest first",
		Example: "  genesis cycles\n  genesis cycles --outcome rejected --problem starvation --limit 5",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := p.target()
			if err != nil {
				return err
			}
			where := redisstore.CycleFilter{Outcome: genesis.Outcome(outcome), Problem: genesis.Problem(problem)}
			return p.listCycles(cmd.Context(), s, where, limit)
		},
	}
	cmd.Flags().StringVar(&outcome, "outcome", "", "only those that ended so: applied, rolled_back, vetoed, cancelled, "+
		"rejected, failed")
	cmd.Flags().StringVar(&problem, "problem", "", "only those that address this problem")
	cmd.Flags().IntVar(&limit, "limit", 20, "how many")
	return cmd
}

func (p *program) listCycles(ctx context.Context, s config.Settings, where redisstore.CycleFilter, limit int) error {
	if limit < 1 {
		return genesis.Errorf(genesis.CodeInvalid, "--limit %d: list at least one", limit)
	}
	store, err := redisstore.Open(ctx, s.RedisAddress(), s.World)
	if err != nil {
		return err
	}
	defer store.Close()
	var found []genesis.Cycle
	for cursor, more := "", true; more && len(found) < limit; more = cursor != "" {
		var page []genesis.Cycle
		if page, cursor, err = store.CyclesWhere(ctx, where, limit-len(found), cursor); err != nil {
			return err
		}
		found = append(found, page...)
	}
	for _, c := range found {
		stands, trait := string(c.Outcome), ""
		if stands == "" {
			stands = "… " + string(c.Stage)
		}
		if c.Plan != nil {
			trait = c.Plan.TraitName
		}
		if _, err := fmt.Fprintf(p.stdout, "%s  %s  %-12s %-14s %-24s %s\n", c.ID, c.StartedAt.Local().Format(time.DateTime),
			stands,
			c.Trigger.ProblemType, trait, c.Reason); err != nil {
			return err
		}
	}
	return nil
}

const cycleHelp = `Show everything known about a cycle: its plan, its programs with vet's verdict on each, the
figures of the trial with their intervals, the evidence of the canary, every step with its duration, and the prompts
and answers of the model. CYCLE is an id or a number.

The steps come from Temporal, or from the archive if Temporal has deleted the cycle.`

func (p *program) cycleCommand() *cobra.Command {
	var brief bool
	cmd := &cobra.Command{
		Use:     "cycle CYCLE",
		Short:   "Show a cycle: plan, programs, trial, canary, every step, prompts and answers",
		Long:    cycleHelp,
		Example: "  genesis cycle 42\n  genesis cycle 42 --brief",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := p.target()
			if err != nil {
				return err
			}
			return p.showCycle(cmd.Context(), s, cycleID(s, args[0]), brief)
		},
	}
	cmd.Flags().BoolVar(&brief, "brief", false, "omit prompts and answers")
	return cmd
}

// cycleID converts an argument, either an id or a number, to the id of a cycle of the world.
func cycleID(s config.Settings, what string) string {
	if n, err := strconv.Atoi(what); err == nil {
		return genesis.CycleID(s.World, n)
	}
	return what
}

// ownCycle is cycleID for commands that change a running cycle. It refuses ids of other worlds, which Temporal would
// accept.
func ownCycle(s config.Settings, what string) (string, error) {
	id := cycleID(s, what)
	n, err := genesis.CycleNumber(id)
	if err != nil {
		return "", err
	}
	if id != genesis.CycleID(s.World, n) {
		return "", genesis.Errorf(genesis.CodeInvalid, "%s is not a cycle of the world %s: set GENESIS_WORLD to its world",
			id, s.World)
	}
	return id, nil
}

func (p *program) showCycle(ctx context.Context, s config.Settings, id string, brief bool) error {
	store, err := redisstore.Open(ctx, s.RedisAddress(), s.World)
	if err != nil {
		return err
	}
	defer store.Close()
	c, err := store.Cycle(ctx, id)
	if err != nil {
		return err
	}
	if c.Outcome == "" {
		if c.WaitsFor, err = store.Waits(ctx, id); err != nil {
			return err
		}
	}
	h, lost := openHistory(ctx, s, id) // without a history, the record is still worth showing
	out := cycleReport{p.stdout, store, c}
	out.summary()
	out.programs(supervisor.Vetted(h))
	out.trial()
	out.canary()
	if lost == nil {
		out.steps(h)
	}
	if !brief {
		err = out.questions(ctx)
	}
	return errors.Join(err, lost)
}

func (p *program) rerunCommand() *cobra.Command {
	var from, model string
	cmd := &cobra.Command{
		Use:   "rerun CYCLE",
		Short: "Rerun a cycle from a stage",
		Long: `Start a new cycle that reuses the results of an earlier cycle up to a stage and continues from there,
optionally with another model of the same server.`,
		Example: "  genesis rerun 42 --from code --model qwen2.5-coder:7b",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := p.target()
			if err != nil {
				return err
			}
			if !genesis.CanRerunFrom(genesis.Stage(from)) {
				return genesis.Errorf(genesis.CodeInvalid, "--from %q: a cycle is rerun from observe, plan, code, vet or trial",
					from)
			}
			client, err := dialOwn(cmd.Context(), s)
			if err != nil {
				return err
			}
			defer client.Close()
			id, err := client.Rerun(cmd.Context(), s.World, uuid.NewString(), genesis.RerunRequest{
				CycleID: cycleID(s, args[0]), From: genesis.Stage(from), Model: model, By: currentUser(),
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(p.stdout, id)
			return err
		},
	}
	cmd.Flags().StringVar(&from, "from", "code", "stage from which to continue: observe, plan, code, vet or trial")
	cmd.Flags().StringVar(&model, "model", "", "another model of the same server")
	return cmd
}

// currentUser is the name of the user at the terminal, for the feed.
func currentUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "somebody"
}
