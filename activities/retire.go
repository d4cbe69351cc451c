package activities

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Rollback removes a mutation from the world and from all bearers, restores the previous version, and records the
// reason. It undoes Load and Save, whichever has happened, and does nothing if neither has. If only the cycle is given,
// it removes a mutation that has not been kept yet.
func (e *Engine) Rollback(ctx context.Context, in genesis.MutationRef) error {
	return fail(e.rollback(ctx, in))
}

// rollback unloads a program that in names before it reads the record of the mutation, because the trait must leave the
// world even if Redis has lost the record.
func (e *Engine) rollback(ctx context.Context, in genesis.MutationRef) error {
	if in.CodeHash == "" {
		if err := e.restoreParams(ctx, in.WorldRef); err != nil {
			return err
		}
	}
	if err := e.unloadByRef(ctx, in); err != nil {
		return err
	}
	m, err := e.find(ctx, in)
	if code := genesis.CodeOf(err); code == genesis.CodeNotFound || code == genesis.CodeStale {
		return e.Mirror(ctx) // there is no record to correct
	} else if err != nil {
		return err
	}
	if in.CodeHash == "" && m.Status != genesis.StatusValidated && m.Status != genesis.StatusCanary {
		return nil
	}
	if err := e.unload(ctx, in.CycleID, m); err != nil {
		return err
	}
	m.Status, m.Error = in.Status, line(in.Reason, 500)
	if !genesis.ValidMutationStatus(m.Status) {
		m.Status = genesis.StatusRolledBack
	}
	if err := e.Store.SaveMutation(ctx, m); err != nil {
		return err
	}
	if err := e.Mirror(ctx); err != nil {
		return err
	}
	return e.Store.PublishMutationFailed(ctx, genesis.MutationFailed{
		MutationID: m.ID, Error: m.Error, Stage: in.Stage, RollbackTo: e.before(ctx, m),
	})
}

// unloadByRef removes the program that in names by name, version and hash. It does not read the record, which may be
// gone, and works while Redis is unavailable.
func (e *Engine) unloadByRef(ctx context.Context, in genesis.MutationRef) error {
	name, version, ok := genesis.ParseMutationID(in.MutationID)
	if !ok || in.CodeHash == "" {
		return nil
	}
	if err := e.checkWorld(in.WorldRef); err != nil {
		return err
	}
	return e.unload(ctx, in.CycleID,
		genesis.Mutation{ID: in.MutationID, TraitName: name, Version: version, Hash: in.CodeHash})
}

// unload makes the engine remove a program from the world. It is not an error if the program is not loaded.
func (e *Engine) unload(ctx context.Context, cycle string, m genesis.Mutation) error {
	_, err := engine.Do(ctx, e.Loop, "unload-"+cycle+"-"+m.ID, command.Unload{Trait: loadedAs(m)})
	switch genesis.CodeOf(err) {
	case genesis.CodeNotFound, genesis.CodeStale:
		return nil
	}
	return err
}

// restoreParams restores the previous values of the parameters that a cycle changed and that nobody has changed since.
// It is for a cycle that was ended from outside.
func (e *Engine) restoreParams(ctx context.Context, in genesis.WorldRef) error {
	if err := e.checkWorld(in); err != nil {
		return err
	}
	c, err := e.Store.Cycle(ctx, in.CycleID)
	if genesis.CodeOf(err) == genesis.CodeNotFound || err == nil && (c.Plan == nil || c.Outcome != genesis.OutcomeFailed) {
		return nil
	} else if err != nil {
		return err
	}
	_, err = e.setParam(ctx, genesis.SetParamInput{WorldRef: in, Params: c.ParamsBefore, Still: c.Plan.Params})
	return err
}

// before returns the version of the trait that is active after a rollback, or "".
func (e *Engine) before(ctx context.Context, m genesis.Mutation) string {
	if m.Parent == "" {
		return ""
	}
	parent, err := e.Store.Mutation(ctx, m.Parent)
	if err != nil {
		return ""
	}
	return genesis.TraitID(parent.TraitName, parent.Version)
}

// recordEvictions marks the mutations that the engine has unloaded to make room.
func (e *Engine) recordEvictions(ctx context.Context, data command.Retired) error {
	for _, id := range data.Retired {
		if err := e.retire(ctx, "mut_"+id); err != nil {
			return err
		}
	}
	return nil
}

// retire marks a mutation that was replaced by a newer version or evicted.
func (e *Engine) retire(ctx context.Context, id string) error {
	m, err := e.Store.Mutation(ctx, id)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return nil
	}
	if err != nil || m.Status == genesis.StatusRetired {
		return err
	}
	m.Status = genesis.StatusRetired
	return e.Store.SaveMutation(ctx, m)
}
