package experiment

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Load reads the results that an experiment has so far.
func Load(ctx context.Context, store *redisstore.Store, r genesis.ExperimentRecord) (all []Result, err error) {
	done, err := store.CellsDone(ctx, r.Experiment.Name, r.Key)
	if err != nil {
		return nil, err
	}
	for _, n := range done {
		data, err := store.Result(ctx, r.Experiment.Name, r.Key, n)
		if err != nil {
			return nil, err
		}
		result, err := Unpack(data)
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", n, err)
		}
		all = append(all, result)
	}
	return all, nil
}

// WriteSummary writes a line for each arm of each world and model that has results.
func WriteSummary(w io.Writer, e genesis.Experiment, results []Result) error {
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for i, g := range summarise(e, results) {
		if i == 0 {
			fmt.Fprintln(out, "WORLD\tMODEL\tARM\tSEEDS\tIN THE COMMON GARDEN\tKEPT")
		}
		for _, a := range g.Arms {
			fmt.Fprintf(out, "%s\t%s\t%s\t%d\t%s\t%s\n", g.World, g.Model, a.Arm, a.Garden.N, a.Garden, a.Kept)
		}
	}
	return out.Flush()
}
