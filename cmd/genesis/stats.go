package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const statsHelp = `Print the figures of the world GENESIS_WORLD: how well its loop keeps its rate, what lives there,
how its cycles ended, and how many programs of each model passed vet as written and after repairs.

The figures come from the Redis at GENESIS_REDIS_URL. Cycles and programs are counted since the world began,
everything else since the engine started.`

// statsReport is what genesis stats prints.
type statsReport struct {
	genesis.LoopStats
	redisstore.Tally
	World         string               `json:"world"`
	EngineUp      bool                 `json:"engine_up"`
	Model         string               `json:"model"`
	ModelProvider string               `json:"model_provider"`
	VetRates      []redisstore.VetRate `json:"vet_rates"`
}

func (p *program) statsCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "stats",
		Short:   "Print the figures of the world: its loop, its cycles, and how often programs of each model pass vet",
		Long:    statsHelp,
		Example: "  genesis stats\n  genesis stats --json | jq .vet_rates",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := p.figures(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				enc := json.NewEncoder(p.stdout)
				enc.SetIndent("", "  ")
				return enc.Encode(f)
			}
			return p.writeFigures(f)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print everything as JSON")
	return c
}

func (p *program) figures(ctx context.Context) (f statsReport, err error) {
	s, err := p.target()
	if err != nil {
		return f, err
	}
	store, err := redisstore.Open(ctx, s.RedisAddress(), s.World)
	if err != nil {
		return f, err
	}
	defer store.Close()
	f.World = s.World
	if f.LoopStats, f.EngineUp, err = store.ReadStats(ctx); err != nil {
		return f, err
	}
	model, err := store.ReadModel(ctx)
	if err != nil {
		return f, err
	}
	f.Model, f.ModelProvider = model.Name, model.Provider
	counters, err := store.Counters(ctx)
	if err != nil {
		return f, err
	}
	f.VetRates, f.Tally = redisstore.VetRates(counters), redisstore.TallyOf(counters)
	return f, nil
}

func (p *program) writeFigures(f statsReport) error {
	t := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	if f.EngineUp {
		state := "runs"
		if f.Paused {
			state = "is paused"
		}
		fmt.Fprintf(t, "world\t%s %s at tick %d, its engine up for %s\n", f.World, state, f.Tick,
			(time.Duration(f.UptimeSec) * time.Second).String())
		fmt.Fprintf(t, "loop\t%.1f of %.1f Hz; a tick takes %.2f ms, one in a hundred over %.2f ms; %d overruns, %d "+
			"ticks dropped\n",
			f.AchievedHz, f.TargetHz, f.TickP50Ms, f.TickP99Ms, f.Overruns, f.Dropped)
		fmt.Fprintf(t, "life\t%d molbots, %d pieces of food, %d generated traits; %d births, %d deaths\n", f.EntityCount,
			f.Resources,
			f.ActiveTraits, f.Births, f.Deaths)
	} else {
		fmt.Fprintf(t, "world\t%s, whose engine does not run\n", f.World)
	}
	fmt.Fprintf(t, "cycles\t%s\n", outcomeCounts(f.Cycles))
	if helps, harmless := f.Kept[genesis.KeptHelps], f.Kept[genesis.KeptHarmless]; helps+harmless > 0 {
		fmt.Fprintf(t, "kept\t%d that help, %d harmless and new\n", helps, harmless)
	}
	if f.Model != "" {
		fmt.Fprintf(t, "model\t%s (%s)\n", f.Model, f.ModelProvider)
	}
	if err := t.Flush(); err != nil || len(f.VetRates) == 0 {
		return err
	}
	fmt.Fprintln(p.stdout, "\nwhat vet let pass, of programs written anew")
	t = tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "programs\tas written\tonce mended\tnew\tpassed their trial\tform\tmodel")
	for _, r := range f.VetRates {
		fmt.Fprintf(t, "%d\t%.0f %%\t%.0f %%\t%d\t%d\t%s\t%s\n", r.Fresh, 100*r.FirstPass, 100*r.PostRepair, r.New, r.Proved,
			r.Form, r.Model)
	}
	return t.Flush()
}

// outcomeCounts formats how cycles ended.
func outcomeCounts(n map[genesis.Outcome]int) string {
	var parts []string
	for _, o := range genesis.Outcomes {
		if n[o] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[o], strings.ReplaceAll(string(o), "_", " ")))
		}
	}
	if len(parts) == 0 {
		return "none has ended"
	}
	return strings.Join(parts, ", ")
}
