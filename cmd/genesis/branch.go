package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/host"
)

const branchHelp = `Create another world from a past tick of the world GENESIS_WORLD: the same molbots, traits,
parameters and random state, recomputed from a checkpoint and the journal. The first world is not changed, and its
engine may run meanwhile.

The branch is in <data>/worlds/NAME; an engine with GENESIS_WORLD=NAME runs it, as the last lines of the output
explain. Without intervention it repeats the history of the first world: only commands, people and cycles make a
difference.`

func (p *program) branchCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:     "branch TICK",
		Short:   "Start another world from a past tick of this one",
		Long:    branchHelp,
		Example: "  genesis branch 90000\n  genesis branch 90000 --name what-if",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			tick, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil {
				return genesis.Errorf(genesis.CodeInvalid, "%q is not a tick: want a whole number, such as one that the page's "+
					"address has after at=", args[0])
			}
			return p.branch(cmd.Context(), tick, name)
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "name of the branch (default WORLD-TICK)")
	return cmd
}

func (p *program) branch(ctx context.Context, tick uint64, name string) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	if name == "" {
		name = fmt.Sprintf("%s-%d", s.World, tick)
	}
	past, err := host.Branch(ctx, s, tick, name, p.logger(s, "branch"))
	if err != nil {
		return err
	}
	defer past.World.Close()
	_, err = fmt.Fprintf(p.stdout, `World %s begins at tick %d of world %s, with %d molbots.
Beside a system that runs, start each in a terminal of its own:
  GENESIS_WORLD=%[1]s genesis engine
  GENESIS_WORLD=%[1]s GENESIS_HTTP_ADDR=127.0.0.1:8001 genesis gateway    # http://127.0.0.1:8001
  GENESIS_WORLD=%[1]s genesis worker                                      # if it is to evolve
`, name, tick, s.World, past.World.Count())
	return err
}
