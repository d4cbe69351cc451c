package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// byCLI is shown in the feed as the author of commands from the command line.
const byCLI = "cli"

// sourceTTL is how long a source loaded by hand is kept; the source of a mutation is kept for good.
const sourceTTL = 30 * 24 * time.Hour

// steerAction sends one request about the evolution of a world and returns the answer in words.
type steerAction func(ctx context.Context, c *supervisor.Client, s config.Settings, arg, reason string) (answer string,
	err error)

// steerCommand turns an action into a command with at most one argument and a reason.
func (p *program) steerCommand(use, short string, say steerAction) *cobra.Command {
	var reason string
	args := cobra.NoArgs
	if regexp.MustCompile(` [A-Z]`).MatchString(use) {
		args = cobra.ExactArgs(1)
	}
	cmd := &cobra.Command{
		Use: use, Short: short, Args: args,
		RunE: func(cmd *cobra.Command, args []string) error {
			arg := ""
			if len(args) > 0 {
				arg = args[0]
			}
			return p.steer(cmd.Context(), say, arg, "--reason", strings.TrimSpace(reason))
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "reason, for the feed and the records")
	return cmd
}

func (p *program) steer(ctx context.Context, say steerAction, arg, field, reason string) error {
	if n := utf8.RuneCountInString(reason); n > genesis.MaxMessageLen {
		return genesis.Errorf(genesis.CodeInvalid, "%s has %d characters: say it in %d", field, n, genesis.MaxMessageLen)
	}
	if err := genesis.CheckCharacters(field, reason); err != nil {
		return err
	}
	s, err := p.target()
	if err != nil {
		return err
	}
	c, err := dialOwn(ctx, s)
	if err != nil {
		return err
	}
	defer c.Close()
	answer, err := say(ctx, c, s, arg, reason)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.stdout, answer)
	return err
}

// steerCommands are the commands that steer evolution in the world GENESIS_WORLD.
func (p *program) steerCommands() []*cobra.Command {
	evolution := &cobra.Command{Use: "evolution", Short: "Pause or resume evolution in the world",
		Args: cobra.NoArgs}
	evolution.AddCommand(
		p.steerCommand("pause", "Start no cycles until resume; a running cycle continues", pauseEvolution),
		p.steerCommand("resume", "Allow cycles to start again", resumeEvolution),
	)
	return []*cobra.Command{
		p.triggerCommand(), p.loadCommand(), evolution,
		p.steerCommand("rollback MUTATION", "Remove a kept mutation from the world", rollback),
		p.steerCommand("pin MUTATION", "Protect a mutation from being retired to make room", setPinned(true)),
		p.steerCommand("unpin MUTATION", "Remove the protection of a pinned mutation", setPinned(false)),
		p.steerCommand("approve CYCLE", "Approve the change of a cycle that waits for approval", cycleAction("is approved",
			approve)),
		p.steerCommand("veto CYCLE", "Veto a running cycle and undo its effects", cycleAction("is vetoed", veto)),
		p.hintCommand(),
		p.steerCommand("cancel CYCLE", "Cancel a running cycle and undo its effects", cycleAction("is being cancelled",
			cancel)),
	}
}

func byPerson(reason string) genesis.EvolutionTrigger {
	return genesis.EvolutionTrigger{
		ProblemType: genesis.ProblemManual, Severity: genesis.SeverityMedium, AffectedEntities: []string{}, Reason: reason,
		SuggestedArea: genesis.AreaTraits, Origin: genesis.OriginUser, By: byCLI,
	}
}

func (p *program) triggerCommand() *cobra.Command {
	var problem, area string
	cmd := p.steerCommand("trigger", "Start an evolution cycle", func(
		ctx context.Context, c *supervisor.Client, s config.Settings, _, reason string,
	) (string, error) {
		t := byPerson(reason)
		t.ProblemType = genesis.Problem(problem)
		t.SuggestedArea = cmp.Or(area, t.ProblemType.Area())
		return c.Trigger(ctx, s.World, "cli-"+uuid.NewString(), t)
	})
	cmd.Flags().StringVar(&problem, "problem", string(genesis.ProblemManual), fmt.Sprintf("what is wrong, of %v",
		genesis.Problems))
	cmd.Flags().StringVar(&problem, "problem-type", string(genesis.ProblemManual),
		"same as --problem; the name used by the API")
	cmd.Flags().StringVar(&area, "area", "", fmt.Sprintf("where to look first, of %v; else as the problem has it",
		genesis.Areas))
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if !slices.Contains(genesis.Problems, genesis.Problem(problem)) {
			return genesis.Errorf(genesis.CodeInvalid, "--problem is one of %v", genesis.Problems)
		}
		if area != "" && !slices.Contains(genesis.Areas, area) {
			return genesis.Errorf(genesis.CodeInvalid, "--area is one of %v", genesis.Areas)
		}
		return nil
	}
	return cmd
}

func pauseEvolution(ctx context.Context, c *supervisor.Client, s config.Settings, _, reason string) (string, error) {
	return "evolution of " + s.World + " is paused", c.PauseEvolution(ctx, s.World, genesis.PauseRequest{By: byCLI,
		Reason: reason})
}

func resumeEvolution(ctx context.Context, c *supervisor.Client, s config.Settings, _, reason string) (string, error) {
	return "evolution of " + s.World + " is resumed", c.ResumeEvolution(ctx, s.World, genesis.PauseRequest{By: byCLI,
		Reason: reason})
}

func rollback(ctx context.Context, c *supervisor.Client, s config.Settings, id, reason string) (string, error) {
	r, err := c.Rollback(ctx, s.World, genesis.RollbackRequest{MutationID: id, By: byCLI, Reason: reason})
	if r.RestoredID != "" {
		return id + " is removed; its bearers have " + r.RestoredID + " instead", err
	}
	return id + " is removed", err
}

func setPinned(pinned bool) steerAction {
	state := map[bool]string{true: "pinned", false: "no longer pinned"}[pinned]
	return func(ctx context.Context, c *supervisor.Client, s config.Settings, id, _ string) (string, error) {
		return id + " is " + state, c.Pin(ctx, s.World, genesis.PinRequest{MutationID: id, Pinned: pinned, By: byCLI})
	}
}

// cycleAction returns an action on one cycle of the world, given by its id or number.
func cycleAction(done string, say func(ctx context.Context, c *supervisor.Client, id,
	reason string) error) steerAction {
	return func(ctx context.Context, c *supervisor.Client, s config.Settings, what, reason string) (string, error) {
		id, err := ownCycle(s, what)
		if err != nil {
			return "", err
		}
		return id + " " + done, say(ctx, c, id, reason)
	}
}

func approve(ctx context.Context, c *supervisor.Client, id, reason string) error {
	return c.Approve(ctx, id, genesis.Approval{By: byCLI, Reason: reason})
}

func veto(ctx context.Context, c *supervisor.Client, id, reason string) error {
	return c.Veto(ctx, id, genesis.Veto{By: byCLI, Reason: reason})
}

func cancel(ctx context.Context, c *supervisor.Client, id, reason string) error {
	return c.Cancel(ctx, id, genesis.Cancellation{By: byCLI, Reason: reason})
}

func hint(ctx context.Context, c *supervisor.Client, id, text string) error {
	return c.Hint(ctx, id, genesis.Hint{By: byCLI, Text: text})
}

func (p *program) hintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "hint CYCLE TEXT", Short: "Give advice to the coder of a running cycle", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(args[1]) == "" {
				return genesis.Errorf(genesis.CodeInvalid, "the hint is empty: say what the coder should heed")
			}
			return p.steer(cmd.Context(), cycleAction("has your hint", hint), args[0], "the hint", args[1])
		},
	}
}

const loadHelp = `Vet a trait that you wrote, try it in forks of the world and, if it does well there, load it as a
canary: a cycle without a model. FILE is a complete trait file or, with --name, only the function Execute.`

func (p *program) loadCommand() *cobra.Command {
	var by genesis.ByHand
	cmd := p.steerCommand("load FILE", "Load a trait that you wrote into the world",
		func(ctx context.Context, c *supervisor.Client, s config.Settings, path, reason string) (string, error) {
			return load(ctx, c, s, path, reason, by)
		})
	cmd.Long = loadHelp
	cmd.Example = "  genesis load food_hoarder.go --reason 'it saves for the winter'"
	cmd.Flags().StringVar(&by.TraitName, "name", "", "the trait's name; by default, the file's package")
	cmd.Flags().BoolVar(&by.SkipTrial, "skip-trial", false, "skip the trial and go from vet straight to the canary")
	return cmd
}

var packageClause = regexp.MustCompile(`(?m)^package\s+(\w+)`)

func load(
	ctx context.Context, c *supervisor.Client, s config.Settings, path, reason string, by genesis.ByHand,
) (string, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return "", genesis.Errorf(genesis.CodeInvalid, "%v", err)
	}
	if m := packageClause.FindSubmatch(source); m != nil && by.TraitName == "" {
		by.TraitName = string(m[1])
	}
	if !genesis.ValidTrait(by.TraitName) {
		return "", genesis.Errorf(genesis.CodeInvalid,
			"%q is no name of a trait: give one in snake case with --name, as food_hoarder", by.TraitName)
	}
	store, err := redisstore.Open(ctx, s.RedisAddress(), s.World)
	if err != nil {
		return "", err
	}
	defer store.Close() // nothing is pending
	by.Text = string(source)
	if by.Source, err = store.PutBlob(ctx, source, sourceTTL); err != nil {
		return "", err
	}
	return c.TriggerSource(ctx, s.World, "cli-"+uuid.NewString(), byPerson(reason), by)
}
