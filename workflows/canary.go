package workflows

import (
	"fmt"
	"maps"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// vigil is a canary that is being watched.
type vigil struct {
	c      *cycle
	p      program
	loaded uint64
	shadow workflow.Future
	least  *genesis.ShadowResult // what the shadow forks came to
	laws   map[string]float64    // parameters at its start
}

// watch reads the canary until it is decided. The window is in ticks: a paused world stretches it.
func (c *cycle) watch(ctx workflow.Context, p program, loaded genesis.LoadResult) error {
	if err := c.enter(ctx, genesis.StageCanary, note{
		agent: genesis.AgentEngine, action: "canary_started",
		message: fmt.Sprintf("%s is in the world since tick %d. %.0f %% of the newborns get it; their siblings are the control.",
			c.lastMutation(), loaded.Tick, 100*c.in.Policy.CanaryAdoption),
		data: map[string]string{"mutation_id": c.lastMutation()},
	}); err != nil {
		return err
	}
	ctx, stop := workflow.WithCancel(ctx)
	defer stop() // the shadow forks end with the canary
	v := vigil{c: c, p: p, loaded: loaded.Tick, laws: maps.Clone(c.obs.Params)}
	v.shadow, v.least = c.shadow(ctx, 2*c.in.Policy.CanaryTicks+v.lag())
	window := time.Duration(c.in.Policy.CanaryTicks*max(c.in.Policy.TickRateMs, 1)) * time.Millisecond
	regular := lookEvery(window)
	pause, still, last := regular, time.Duration(0), loaded.Tick
	for n := 1; ; n++ {
		if n >= policy.MostReadings && n%100 == 0 { // a world far slower than its rate
			regular *= 2
		}
		if err := c.rest(ctx, pause, "canary of "+p.name); err != nil {
			return err
		}
		r, err := c.reading(ctx, p)
		if err != nil {
			return err
		}
		if done, err := v.judge(ctx, r, r.Tick > last); done || err != nil {
			return err
		}
		if r.Tick > last {
			last, still, pause = r.Tick, 0, regular
			continue
		}
		still += pause
		pause = min(2*pause, policy.LongestReading)
		if still > policy.Standstill {
			return &ending{outcome: genesis.OutcomeRolledBack, stage: "canary", reason: "the world stood still for a day"}
		}
	}
}

// lookEvery is the time between two readings of a canary whose window takes so long.
func lookEvery(window time.Duration) time.Duration {
	return max(min(window/policy.Readings, policy.RarestReading), window/policy.MostReadings)
}

// judge weighs a reading, notes it in the record, and ends the canary if it is decided.
func (v *vigil) judge(ctx workflow.Context, r genesis.CanaryReading, moved bool) (done bool, err error) {
	c := v.c
	problem := genesis.ProblemManual // asked of all traits alike by cycles that began before
	if workflow.GetVersion(ctx, "canary-asks-as-its-trial", workflow.DefaultVersion, 1) != workflow.DefaultVersion {
		problem = c.in.Trigger.ProblemType
	}
	j := gate.JudgeCanary(problem, r, v.loaded, c.in.Policy.CanaryTicks)
	least := v.leastBy(ctx, r.Tick)
	if words := gate.PopulationHarm(r, least); words != "" && !j.Revert {
		same, err := v.sameLaws(ctx)
		if err != nil {
			return false, err
		}
		if same {
			j = j.Against(words)
		}
	}
	end := v.loaded + uint64(c.in.Policy.CanaryTicks)
	c.rec.Canary = &genesis.CanarySummary{
		MutationID: c.lastMutation(), LoadedAt: v.loaded, Tick: r.Tick, Window: c.in.Policy.CanaryTicks,
		Extended: r.Tick >= end && !j.Keep && !j.Revert, Treated: r.Treated, Control: r.Control, Benefit: j.Benefit,
		Harm: j.Harm, Tests: r.Tests, Entities: r.Entities, Shadow: float64(least), Verdict: j.Words,
	}
	switch {
	case j.Revert:
		return true, &ending{outcome: genesis.OutcomeRolledBack, stage: "canary", reason: j.Words}
	case j.Keep:
		return true, c.tell(ctx, note{agent: genesis.AgentEngine, action: "canary_passed",
			message: fmt.Sprintf("%s came through its canary: %s.", c.lastMutation(), j.Words),
			data:    map[string]string{"mutation_id": c.lastMutation()}})
	case moved:
		return false, c.tell(ctx, note{action: "canary_read"})
	}
	return false, nil
}

// shadow lets forks of the world as it was before the load live beside the canary, for as long as it may last.
func (c *cycle) shadow(ctx workflow.Context, ticks int) (workflow.Future, *genesis.ShadowResult) {
	in := genesis.ShadowInput{
		WorldRef: c.ref(), Fork: c.obs.Fork, From: c.obs.Tick, Seed: trialSeed(c.in.CycleID, c.rec.Attempts, -1), Forks: policy.Shadows,
		Ticks: ticks, Every: policy.ShadowEvery,
	}
	out := &genesis.ShadowResult{}
	t := c.start(ctx, trialOptions(policy.Shadows*in.Ticks, fmt.Sprintf("%d forks without the trait", policy.Shadows)), genesis.ActShadow, in)
	if c.version == workflow.DefaultVersion {
		return t.first, out
	}
	return t.future(ctx, out), out
}

// lag is how long the world lived between the fork and the load: through a trial, and whatever was waited for meanwhile.
func (v *vigil) lag() int {
	if v.loaded <= v.c.obs.Tick {
		return 0
	}
	return int(min(v.loaded-v.c.obs.Tick, policy.MostLag))
}

// leastBy is the least population of the shadow forks about a tick, 0 while it is not known or says nothing.
func (v *vigil) leastBy(ctx workflow.Context, tick uint64) int {
	if v.shadow != nil && v.shadow.IsReady() {
		var into any // where a version of old wants the result
		if v.c.version == workflow.DefaultVersion {
			into = v.least
		}
		if err := v.shadow.Get(ctx, into); err != nil { // the canary has its cohorts still
			workflow.GetLogger(ctx).Warn("a canary goes on without its shadow forks", "cycle", v.c.in.CycleID, "error", err)
		}
		v.shadow = nil
	}
	if tick < v.loaded+policy.ShadowFrom {
		return 0
	}
	from := v.least.From
	if from == 0 { // of an earlier version
		from = v.loaded
	}
	return gate.LeastBy(v.least.Least, tick-min(from, tick))
}

// sameLaws reports whether the parameters are still those that the shadow forks live by.
func (v *vigil) sameLaws(ctx workflow.Context) (bool, error) {
	if err := v.c.look(ctx); err != nil {
		return false, err
	}
	return maps.Equal(v.laws, v.c.obs.Params), nil
}

func (c *cycle) reading(ctx workflow.Context, p program) (genesis.CanaryReading, error) {
	var r genesis.CanaryReading
	return r, c.do(ctx, canaryOptions(c.in.World, "read the canary of "+p.name), genesis.ActCanary, c.mutation(p), &r)
}
