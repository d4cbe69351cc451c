package experiment

import (
	"cmp"
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/evobench"
)

// Result is what one cell came to.
type Result struct {
	Cell genesis.ExperimentCell `json:"cell"`
	Life evobench.Life          `json:"life"`
}

// live lives one cell. It tells done how many of its cycles are over.
func live(ctx context.Context, e genesis.Experiment, c genesis.ExperimentCell, done func(cycles int)) (Result, error) {
	effort, _ := effortOf(c.Model)
	life, err := evobench.LiveOne(ctx, evobench.Options{
		Cycles: e.Cycles, LifeTicks: e.LifeTicks, TrialPairs: e.TrialPairs, TrialMaxPairs: e.TrialMaxPairs,
		TrialTicks: e.TrialTicks, Samples: e.Samples, Effort: cmp.Or(effort, e.Effort),
	}, c.World, c.Seed, c.Arm, done)
	return Result{Cell: c, Life: life}, err
}
