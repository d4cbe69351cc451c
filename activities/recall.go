package activities

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
)

// Recall reads from the record of an earlier cycle what a rerun from the given stage reuses. The error has the code
// not_found for an unknown cycle, and conflict for a cycle that has not reached that stage.
func (c *Cycles) Recall(ctx context.Context, in genesis.RecallInput) (genesis.Recalled, error) {
	out, err := c.recall(ctx, in)
	return out, fail(err)
}

func (c *Cycles) recall(ctx context.Context, in genesis.RecallInput) (genesis.Recalled, error) {
	store, err := c.stores.Of(in.World)
	if err != nil {
		return genesis.Recalled{}, err
	}
	old, err := store.Cycle(ctx, in.CycleID)
	if err != nil {
		return genesis.Recalled{}, err
	}
	out := genesis.Recalled{Trigger: old.Trigger}
	if in.From == genesis.StageObserve || in.From == genesis.StagePlan {
		return out, nil
	}
	if old.Plan == nil {
		return out, genesis.Errorf(genesis.CodeConflict, "%s has no plan: rerun it from observe", old.ID)
	}
	out.Plan = old.Plan
	if in.From == genesis.StageCode || old.Plan.ActionType == genesis.ActionAdjustParams {
		return out, nil
	}
	out.Model = old.Model
	out.Program = lastProgram(old, in.From == genesis.StageTrial)
	if out.Program == nil {
		return out, genesis.Errorf(genesis.CodeConflict, "%s has no program that can go on from %s: rerun it from code",
			old.ID, in.From)
	}
	if _, err := store.Blob(ctx, out.Program.Source); err != nil { // drafts expire
		return out, err
	}
	return out, nil
}

// lastProgram returns the newest program of the cycle, or the newest one that passed vet.
func lastProgram(c genesis.Cycle, passed bool) *genesis.Program {
	for i := len(c.Programs) - 1; i >= 0; i-- {
		if c.Programs[i].Passed || !passed {
			return &c.Programs[i]
		}
	}
	return nil
}
