package evolution

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// deploy saves a program, loads it into the world, watches it and keeps it. The compensation is pushed first, so
// whichever step fails, Undo reverts the ones before it.
func (c *Cycle) deploy(s Steps, p program) error {
	if err := s.Approve(p.name); err != nil {
		return err
	}
	c.push(c.compensateLoad(p))
	if err := c.save(s, p); err != nil {
		return err
	}
	if err := c.snapshotWorld(s); err != nil { // the shadow forks need the world as it is without the trait
		return err
	}
	loaded, err := c.load(s, p)
	if err != nil {
		return err
	}
	if err := c.watch(s, p, loaded); err != nil {
		return err
	}
	ref, kept := c.mutation(p), genesis.KeptHarmless
	if c.Record.Canary != nil && c.Record.Canary.Benefit >= policy.Decisive {
		kept = genesis.KeptHelps
	}
	ref.Kept = kept
	if err := c.byRecord(s, func() error { return s.Keep(ref) }); err != nil {
		return err
	}
	c.Record.Kept = kept
	c.Record.Reason = fmt.Sprintf("%s is kept and inherited from now on: %s", c.lastMutation(), keptMessages[kept])
	return nil
}

func (c *Cycle) save(s Steps, p program) error {
	if err := s.Enter(genesis.StageSave, Note{
		Agent: genesis.AgentPatcher, Action: "saving", Message: "Saving " + p.name + " as a mutation.",
		Data: map[string]string{"plan_id": c.Plan.PlanID},
	}); err != nil {
		return err
	}
	c.saved = genesis.SaveInput{
		WorldRef: c.ref(), Plan: c.Plan, Problem: c.In.Trigger.ProblemType, Source: p.vet.Source, TraitName: p.name,
		CodeHash: p.vet.CodeHash, CanonicalHash: p.vet.CanonicalHash, Model: p.model, Runtime: p.vet.Runtime,
		Signature: p.vet.Signature, Score: c.Verdict.Effect,
	}
	for _, t := range c.Observed.Traits {
		if t.Name == p.name {
			c.saved.Parent = t.MutationID
		}
	}
	out, err := s.Save(c.saved)
	if err != nil {
		return err
	}
	c.Record.MutationIDs = append(c.Record.MutationIDs, out.MutationID)
	return nil
}

// load hot-loads the saved mutation. If the registry has changed since the cycle observed the world, it observes again
// and retries. The fence is there to prevent loading the same mutation twice, not to reject changes that others made in
// the meantime.
func (c *Cycle) load(s Steps, p program) (genesis.LoadResult, error) {
	if err := s.Enter(genesis.StageLoad, Note{
		Agent: genesis.AgentEngine, Action: "loading",
		Message: fmt.Sprintf("%s is saved. Loading it into the running world.", c.lastMutation()),
		Data:    map[string]string{"mutation_id": c.lastMutation()},
	}); err != nil {
		return genesis.LoadResult{}, err
	}
	for try := 0; ; try++ {
		var out genesis.LoadResult
		var stale bool
		err := c.byRecord(s, func() (err error) {
			out, stale, err = s.Load(genesis.LoadInput{
				WorldRef: c.ref(), MutationID: c.lastMutation(), CodeHash: p.vet.CodeHash, Generation: c.Observed.Generation,
				Adoption: c.In.Policy.CanaryAdoption,
			})
			return err
		})
		if !stale || try == policy.StaleRetries {
			return out, err
		}
		if err := c.snapshotWorld(s); err != nil {
			return out, err
		}
	}
}

// compensateLoad undoes Save and Load: it removes the trait from the world and writes the reason to its record.
func (c *Cycle) compensateLoad(p program) compensation {
	return func(s Steps, e *Ending) error {
		ref := c.mutation(p)
		ref.Reason, ref.Stage, ref.Status = e.Reason, e.Stage, genesis.StatusRolledBack
		if e.Outcome == genesis.OutcomeFailed {
			ref.Status = genesis.StatusFailed
		}
		return s.Rollback(ref)
	}
}

// mutation names the cycle's mutation. Its id is empty until Save has returned, but Rollback can
// find the mutation by its hash.
func (c *Cycle) mutation(p program) genesis.MutationRef {
	return genesis.MutationRef{WorldRef: c.ref(), MutationID: c.lastMutation(), CodeHash: p.vet.CodeHash}
}

func (c *Cycle) lastMutation() string {
	if len(c.Record.MutationIDs) == 0 {
		return ""
	}
	return c.Record.MutationIDs[len(c.Record.MutationIDs)-1]
}
