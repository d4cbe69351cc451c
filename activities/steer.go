package activities

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Revert removes a kept mutation from the world at a person's request, however long ago it was kept, and gives each
// bearer the previous version, in a single command to the engine. The error has the code conflict for a mutation that
// is not kept. A second run returns the same result.
func (e *Engine) Revert(ctx context.Context, in genesis.RevertInput) (genesis.RollbackReply, error) {
	out, err := e.revert(ctx, in)
	return out, fail(err)
}

func (e *Engine) revert(ctx context.Context, in genesis.RevertInput) (genesis.RollbackReply, error) {
	m, err := e.named(ctx, in.WorldRef, in.MutationID)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		m, err = e.withoutRecord(ctx, in.MutationID, err)
	}
	if err != nil {
		return genesis.RollbackReply{}, err
	}
	before, err := e.versionBefore(ctx, m)
	if err != nil {
		return genesis.RollbackReply{}, err
	}
	switch {
	case m.Status == genesis.StatusCanary:
		return genesis.RollbackReply{}, genesis.Errorf(genesis.CodeConflict, "%s is in its canary: veto or cancel %s instead",
			m.ID, m.CycleID)
	case m.AppliedAt == nil || m.Status != genesis.StatusApplied && m.Status != genesis.StatusRolledBack:
		return genesis.RollbackReply{}, genesis.Errorf(genesis.CodeConflict, "%s is not in the world: it is %s", m.ID,
			m.Status)
	}
	// A person waits for the answer, so this step is not retried for long. Check that Redis accepts writes before the
	// engine acts, or the record might say forever that the trait is in the world.
	if err := e.Store.Ready(ctx); err != nil {
		return genesis.RollbackReply{}, err
	}
	restored, err := e.swap(ctx, m, before)
	if err != nil {
		return genesis.RollbackReply{}, err
	}
	return e.reverted(ctx, m, restored, in)
}

// withoutRecord rebuilds the mutation of a loaded trait whose record is gone from what the engine knows. If the trait
// is not loaded, it returns the error why.
func (e *Engine) withoutRecord(ctx context.Context, id string, why error) (genesis.Mutation, error) {
	name, version, ok := genesis.ParseMutationID(id)
	if !ok {
		return genesis.Mutation{}, why
	}
	world, err := e.registry(ctx)
	if err != nil {
		return genesis.Mutation{}, err
	}
	for _, t := range world.Traits {
		if t.Generated && !t.Canary && t.Name == name && t.Version == version {
			now := time.Now().UTC()
			return genesis.Mutation{
				ID: id, TraitName: name, Version: version, Status: genesis.StatusApplied, Hash: t.CodeHash, AppliedAt: &now,
				CreatedAt: now,
				FilePath:  genesis.MutationPath(e.World, name, version), Score: t.Score, Pinned: t.Pinned,
				Description: "its record was lost",
			}, nil
		}
	}
	return genesis.Mutation{}, why
}

// named reads the mutation with the given id.
func (e *Engine) named(ctx context.Context, in genesis.WorldRef, id string) (genesis.Mutation, error) {
	if err := e.checkWorld(in); err != nil {
		return genesis.Mutation{}, err
	}
	return e.Store.Mutation(ctx, id)
}

// versionBefore returns the newest earlier version of a trait that was kept and not rolled back, or nil.
func (e *Engine) versionBefore(ctx context.Context, m genesis.Mutation) (*genesis.Mutation, error) {
	for v := m.Version - 1; v >= 1; v-- {
		old, err := e.Store.Mutation(ctx, genesis.MutationID(m.TraitName, v))
		switch {
		case genesis.CodeOf(err) == genesis.CodeNotFound:
			continue
		case err != nil:
			return nil, err
		case old.AppliedAt != nil && (old.Status == genesis.StatusRetired || old.Status == genesis.StatusApplied):
			return &old, nil
		}
	}
	return nil, nil
}

// swap makes the engine replace a version by the previous one, or remove it. It returns the version that the bearers
// now have.
func (e *Engine) swap(ctx context.Context, m genesis.Mutation, before *genesis.Mutation) (*genesis.Mutation, error) {
	world, err := e.registry(ctx)
	if err != nil {
		return nil, err
	}
	id := fmt.Sprintf("revert-%s-%d", m.ID, world.Generation)
	switch {
	case holds(world, m) && before == nil:
		which := loadedAs(m)
		which.Generation = world.Generation
		_, err := engine.Do(ctx, e.Loop, id, command.Unload{Trait: which})
		return nil, err
	case holds(world, m):
		source, err := e.sourceOf(ctx, *before)
		if err != nil {
			return nil, err
		}
		_, err = engine.Do(ctx, e.Loop, id, command.Load{
			Name: before.TraitName, Version: before.Version, MutationID: before.ID, Source: string(source),
			CodeHash: before.Hash, Heritable: true, Score: before.Score, Pinned: before.Pinned, Generation: world.Generation,
		})
		return before, err
	case before != nil && holds(world, *before): // an earlier run of this step did it
		return before, nil
	case m.Status == genesis.StatusApplied: // it tripped or an earlier run removed it, and the record is out of date
		return nil, nil
	}
	return nil, genesis.Errorf(genesis.CodeConflict, "%s is rolled back already", m.ID)
}

func (e *Engine) registry(ctx context.Context) (world engine.Registry, err error) {
	err = e.Loop.Inspect(ctx, func(w *engine.Engine) { world = w.Registry() })
	return world, err
}

// holds reports whether a mutation is loaded.
func holds(world engine.Registry, m genesis.Mutation) bool {
	return slices.ContainsFunc(world.Traits, func(t genesis.LoadedTrait) bool {
		return t.Name == m.TraitName && t.Version == m.Version && t.CodeHash == m.Hash
	})
}

// sourceOf reads the source of a mutation from Redis, or from its file if Redis has lost it.
func (e *Engine) sourceOf(ctx context.Context, m genesis.Mutation) ([]byte, error) {
	source, err := e.Store.Blob(ctx, genesis.Ref{SHA256: m.Hash})
	if genesis.CodeOf(err) != genesis.CodeNotFound {
		return source, err
	}
	source, readErr := os.ReadFile(filepath.Join(e.dir(), genesis.MutationFile(m.TraitName, m.Version)))
	if readErr != nil {
		return nil, genesis.Errorf(genesis.CodeNotFound, "the source of %s is neither in Redis nor on the disk", m.ID)
	}
	return source, nil // the engine checks the hash
}

// reverted updates the records, the mirror and the files, and announces the rollback.
func (e *Engine) reverted(
	ctx context.Context, m genesis.Mutation, restored *genesis.Mutation, in genesis.RevertInput,
) (out genesis.RollbackReply, err error) {
	m.Status, m.Error = genesis.StatusRolledBack, line(strings.TrimSuffix("rolled back by "+in.By+": "+in.Reason, ": "),
		500)
	if err := e.Store.SaveMutation(ctx, m); err != nil {
		return out, err
	}
	failed := genesis.MutationFailed{MutationID: m.ID, Error: m.Error, Stage: "execution"}
	if restored != nil {
		now := time.Now().UTC()
		restored.Status, restored.AppliedAt = genesis.StatusApplied, &now
		if err := e.Store.SaveMutation(ctx, *restored); err != nil {
			return out, err
		}
		source, err := e.sourceOf(ctx, *restored)
		if err != nil {
			return out, err
		}
		if _, err := e.write(restored.TraitName, restored.Version, source); err != nil { // it may have been pruned
			return out, classifyDiskError(err, e.MutationsDir)
		}
		out.RestoredID = restored.ID
		failed.RollbackTo = genesis.TraitID(restored.TraitName, restored.Version)
	}
	if err := e.Mirror(ctx); err != nil {
		return out, err
	}
	return out, e.Store.PublishMutationFailed(ctx, failed)
}

// Pin pins or unpins a mutation. A loaded trait is also pinned in the engine, which otherwise may evict it.
func (e *Engine) Pin(ctx context.Context, in genesis.PinInput) error {
	return fail(e.pin(ctx, in))
}

func (e *Engine) pin(ctx context.Context, in genesis.PinInput) error {
	m, err := e.named(ctx, in.WorldRef, in.MutationID)
	if err != nil {
		return err
	}
	_, err = engine.Do(ctx, e.Loop, "", command.Pin{Trait: loadedAs(m), Pinned: in.Pinned})
	if code := genesis.CodeOf(err); err != nil &&
		code != genesis.CodeNotFound { // if it is not loaded, the record keeps the pin for later
		return err
	}
	m.Pinned = in.Pinned
	return e.Store.SaveMutation(ctx, m)
}
