package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

const (
	looks        = 6                // readings of a canary whose world keeps its rate
	rareLook     = 10 * time.Second // but no rarer than this: 1,000,000 ticks then make a third of the longest history
	longestLook  = 5 * time.Minute  // between readings of a world that stands still
	standstill   = 24 * time.Hour   // a canary in a paused world is given up after that
	staleRetries = 3                // times that a load looks at the world again
)

// deploy saves a program, loads it into the world, watches it and keeps it. Whatever goes wrong, takeOut undoes it.
func (c *cycle) deploy(ctx workflow.Context, p program, v Verdict) error {
	c.push(c.takeOut(p))
	if err := c.save(ctx, p, v); err != nil {
		return err
	}
	loaded, err := c.load(ctx, p)
	if err != nil {
		return err
	}
	if err := c.watch(ctx, p, loaded); err != nil {
		return err
	}
	ctx = workflow.WithActivityOptions(ctx, keepOptions(c.in.World, "keep "+p.name))
	if err := workflow.ExecuteActivity(ctx, genesis.ActKeep, c.mutation(p)).Get(ctx, nil); err != nil {
		return err
	}
	c.rec.Reason = fmt.Sprintf("%s is kept and inherited from now on", c.lastMutation())
	return nil
}

func (c *cycle) save(ctx workflow.Context, p program, v Verdict) error {
	if err := c.enter(ctx, genesis.StageSave, note{
		agent: genesis.AgentPatcher, action: "saving", message: "Saving " + p.name + " as a mutation.",
		data: map[string]string{"plan_id": c.plan.PlanID},
	}); err != nil {
		return err
	}
	in := genesis.SaveInput{
		WorldRef: c.ref(), Plan: c.plan, Problem: c.in.Trigger.ProblemType, Source: p.vet.Source, TraitName: p.name,
		CodeHash: p.vet.CodeHash, CanonicalHash: p.vet.CanonicalHash, Model: p.model, Runtime: p.vet.Runtime, Score: v.Effect,
	}
	for _, t := range c.obs.Traits {
		if t.Name == p.name {
			in.Parent = t.MutationID
		}
	}
	var out genesis.SaveResult
	ctx = workflow.WithActivityOptions(ctx, saveOptions(c.in.World, "save "+p.name))
	if err := workflow.ExecuteActivity(ctx, genesis.ActSave, in).Get(ctx, &out); err != nil {
		return err
	}
	c.rec.MutationIDs = append(c.rec.MutationIDs, out.MutationID)
	return nil
}

// load hot-loads the saved mutation. If the registry has changed since the cycle looked, it looks again: what has to
// be fenced is a second application, not a change that somebody else made meanwhile.
func (c *cycle) load(ctx workflow.Context, p program) (genesis.LoadResult, error) {
	var out genesis.LoadResult
	if err := c.enter(ctx, genesis.StageLoad, note{
		agent: genesis.AgentEngine, action: "loading",
		message: fmt.Sprintf("%s is saved. Loading it into the running world.", c.lastMutation()),
		data:    map[string]string{"mutation_id": c.lastMutation()},
	}); err != nil {
		return out, err
	}
	for try := 0; ; try++ {
		in := genesis.LoadInput{
			WorldRef: c.ref(), MutationID: c.lastMutation(), CodeHash: p.vet.CodeHash, Generation: c.obs.Generation,
			Adoption: c.in.Policy.CanaryAdoption,
		}
		ctx := workflow.WithActivityOptions(ctx, loadOptions(c.in.World, "load "+in.MutationID))
		err := workflow.ExecuteActivity(ctx, genesis.ActLoad, in).Get(ctx, &out)
		if failType(err) != string(genesis.CodeStale) || try == staleRetries {
			return out, err
		}
		if err := c.look(ctx); err != nil {
			return out, err
		}
	}
}

// watch reads the canary until its window is over or it is clear that the trait does harm. The window is in ticks: a
// paused world stretches it.
func (c *cycle) watch(ctx workflow.Context, p program, loaded genesis.LoadResult) error {
	if err := c.enter(ctx, genesis.StageCanary, note{
		agent: genesis.AgentEngine, action: "canary_started",
		message: fmt.Sprintf("%s is in the world since tick %d. %.0f %% of the newborns get it; their siblings are the control.",
			c.lastMutation(), loaded.Tick, 100*c.in.Policy.CanaryAdoption),
		data: map[string]string{"mutation_id": c.lastMutation()},
	}); err != nil {
		return err
	}
	window := time.Duration(c.in.Policy.CanaryTicks*max(c.in.Policy.TickRateMs, 1)) * time.Millisecond
	regular := min(window/looks, rareLook)
	pause, still, last := regular, time.Duration(0), loaded.Tick
	for {
		if err := c.rest(ctx, pause, "canary of "+p.name); err != nil {
			return err
		}
		r, err := c.reading(ctx, p)
		if err != nil {
			return err
		}
		switch j := JudgeCanary(r, loaded.Tick, c.in.Policy.CanaryTicks); {
		case j.Revert:
			return &ending{outcome: genesis.OutcomeRolledBack, stage: "canary", reason: j.Words}
		case j.Keep:
			return c.tell(ctx, note{agent: genesis.AgentEngine, action: "canary_passed",
				message: fmt.Sprintf("%s came through its canary: %s.", c.lastMutation(), j.Words),
				data:    map[string]string{"mutation_id": c.lastMutation()}})
		}
		if r.Tick > last {
			last, still, pause = r.Tick, 0, regular
			continue
		}
		still += pause
		pause = min(2*pause, longestLook)
		if still > standstill {
			return &ending{outcome: genesis.OutcomeRolledBack, stage: "canary", reason: "the world stood still for a day"}
		}
	}
}

func (c *cycle) rest(ctx workflow.Context, d time.Duration, summary string) error {
	return workflow.NewTimerWithOptions(ctx, d, workflow.TimerOptions{Summary: summary}).Get(ctx, nil)
}

func (c *cycle) reading(ctx workflow.Context, p program) (genesis.CanaryReading, error) {
	var r genesis.CanaryReading
	ctx = workflow.WithActivityOptions(ctx, canaryOptions(c.in.World, "read the canary of "+p.name))
	return r, workflow.ExecuteActivity(ctx, genesis.ActCanary, c.mutation(p)).Get(ctx, &r)
}

// mutation names the cycle's mutation; its id is empty until Save has answered, and the hash finds it all the same.
func (c *cycle) mutation(p program) genesis.MutationRef {
	return genesis.MutationRef{WorldRef: c.ref(), MutationID: c.lastMutation(), CodeHash: p.vet.CodeHash}
}

func (c *cycle) lastMutation() string {
	if len(c.rec.MutationIDs) == 0 {
		return ""
	}
	return c.rec.MutationIDs[len(c.rec.MutationIDs)-1]
}
