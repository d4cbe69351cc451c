package modelbench

import (
	"context"
	"fmt"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// kind is a world with a problem and a plan that would suit it.
type kind struct {
	problem genesis.Problem
	food    float64 // factor for the growth of food
	trait   string
	idea    string
}

var kinds = []kind{
	{genesis.ProblemStarvation, .65, "thrifty_forager", "When energy is below half, go to the nearest ripe food that " +
		"fits and eat; with more, rest unless food is near."},
	{genesis.ProblemOverpopulation, 1.6, "careful_parent", "Where more than four neighbours are near, put off having a " +
		"child and move away from the nearest molbot."},
	{genesis.ProblemLowDiversity, 1, "kin_disperser", "Move away from the nearest kin when it is close, and wander when " +
		"no food is in sight."},
	{genesis.ProblemStagnation, 1, "storm_rester", "Rest while a storm is overhead or the night is dark, and go to food " +
		"when the storm is over."},
	{genesis.ProblemManual, 1, "fertile_walker", "Walk towards fertile ground when no food is in sight, and mark the " +
		"place of a rich meal to come back to it."},
}

// situation is the state of a world as a cycle would observe it.
type situation struct {
	kind
	observed genesis.Observation
	plan     genesis.EvolutionPlan
}

func (s situation) trigger() genesis.EvolutionTrigger {
	return genesis.EvolutionTrigger{ProblemType: s.problem, Severity: genesis.SeverityMedium,
		SuggestedArea: genesis.AreaTraits, Origin: genesis.OriginWatcher}
}

func (s situation) asks() []string { return gate.Criteria(s.problem, policy.MinSupport) }

// kept is longer than any run of the bench.
const kept = 30 * 24 * time.Hour

// grow makes the worlds and stores a fork of each. The same seed and age produce the same worlds.
func grow(ctx context.Context, store *redisstore.Store, seed uint64, ticks int) (worlds []situation, err error) {
	for _, k := range kinds {
		s, err := k.grow(ctx, store, seed, ticks)
		if err != nil {
			return nil, fmt.Errorf("grow a world for %s: %w", k.problem, err)
		}
		worlds = append(worlds, s)
	}
	return worlds, nil
}

func (k kind) grow(ctx context.Context, store *redisstore.Store, seed uint64, ticks int) (s situation, err error) {
	p := engine.NewParams()
	p.SpawnRate *= k.food
	e := engine.New(p, seed, engine.Options{Loader: sandbox.New(sandbox.DefaultLimits), Workers: 1})
	defer e.Close()
	var last genesis.Snapshot
	for n := range ticks {
		if n%1000 == 0 && ctx.Err() != nil {
			return s, ctx.Err()
		}
		if out := e.Tick(engine.Input{}); out.Snapshot != nil {
			last = *out.Snapshot
		}
	}
	fork, err := e.Checkpoint()
	if err != nil {
		return s, err
	}
	s = situation{kind: k, observed: genesis.Observation{Tick: e.Now(), Traits: []genesis.TraitRef{},
		Vitals: last.Vitals(), Params: e.Params()}}
	s.plan = genesis.EvolutionPlan{
		PlanID: "evo_plan_001", ActionType: genesis.ActionNewTrait, TraitName: k.trait, Description: k.idea,
		TargetMethod: "Execute",
	}
	s.observed.Fork, err = store.PutBlob(ctx, fork, kept)
	return s, err
}
