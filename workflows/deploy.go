package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// deploy saves a program, loads it into the world, watches it and keeps it. Whatever goes wrong, takeOut undoes it.
func (c *cycle) deploy(ctx workflow.Context, p program, v gate.Verdict) error {
	if err := c.approval(ctx, p.name); err != nil {
		return err
	}
	c.push(c.takeOut(p))
	if err := c.save(ctx, p, v); err != nil {
		return err
	}
	if err := c.look(ctx); err != nil { // the world as it is without the trait, for the shadow forks
		return err
	}
	loaded, err := c.load(ctx, p)
	if err != nil {
		return err
	}
	if err := c.watch(ctx, p, loaded); err != nil {
		return err
	}
	ref, kept := c.mutation(p), genesis.KeptHarmless
	if c.rec.Canary != nil && c.rec.Canary.Benefit >= policy.Decisive {
		kept = genesis.KeptHelps
	}
	ref.Kept = kept
	if err := c.do(ctx, keepOptions(c.in.World, "keep "+p.name), genesis.ActKeep, ref, nil); err != nil {
		return err
	}
	c.rec.Kept = kept
	c.rec.Reason = fmt.Sprintf("%s is kept and inherited from now on: %s", c.lastMutation(), keptWords[kept])
	return nil
}

// keptWords say what is known of a trait that is kept.
var keptWords = map[string]string{
	genesis.KeptHelps:    "it helps, by its canary",
	genesis.KeptHarmless: "it is harmless and new, and was not seen to help",
}

func (c *cycle) save(ctx workflow.Context, p program, v gate.Verdict) error {
	if err := c.enter(ctx, genesis.StageSave, note{
		agent: genesis.AgentPatcher, action: "saving", message: "Saving " + p.name + " as a mutation.",
		data: map[string]string{"plan_id": c.plan.PlanID},
	}); err != nil {
		return err
	}
	in := genesis.SaveInput{
		WorldRef: c.ref(), Plan: c.plan, Problem: c.in.Trigger.ProblemType, Source: p.vet.Source, TraitName: p.name,
		CodeHash: p.vet.CodeHash, CanonicalHash: p.vet.CanonicalHash, Model: p.model, Runtime: p.vet.Runtime,
		Signature: p.vet.Signature, Score: v.Effect,
	}
	for _, t := range c.obs.Traits {
		if t.Name == p.name {
			in.Parent = t.MutationID
		}
	}
	var out genesis.SaveResult
	if err := c.do(ctx, saveOptions(c.in.World, "save "+p.name), genesis.ActSave, in, &out); err != nil {
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
		err := c.do(ctx, loadOptions(c.in.World, "load "+in.MutationID), genesis.ActLoad, in, &out)
		if failType(err) != string(genesis.CodeStale) || try == policy.StaleRetries {
			return out, err
		}
		if err := c.look(ctx); err != nil {
			return out, err
		}
	}
}

func (c *cycle) rest(ctx workflow.Context, d time.Duration, summary string) error {
	return workflow.NewTimerWithOptions(ctx, d, workflow.TimerOptions{Summary: summary}).Get(ctx, nil)
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
