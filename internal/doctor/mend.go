package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// mend applies the fixes. A fix that fails does not prevent the others.
func (d *doctor) mend(ctx context.Context, differences []difference) error {
	var failed []error
	for _, x := range differences {
		if err := d.fix(ctx, x.fix); err != nil {
			failed = append(failed, fmt.Errorf("mend %s: %w", x.check, err))
		}
	}
	return errors.Join(failed...)
}

// brokenKeys reports and deletes the keys of the world in Redis that another program has overwritten. This comes first
// because nothing that reads such a key can be examined. A running engine and worker write them again.
func (d *doctor) brokenKeys(ctx context.Context) {
	look, stop := context.WithTimeout(ctx, checkTime)
	defer stop()
	broken, err := d.store.FindBroken(look)
	if err == nil && d.mending && len(broken) > 0 {
		err = d.store.Mend(look, broken)
	}
	for _, b := range broken {
		says := "it " + b.Says + ": another program has written it"
		if d.mending && err == nil {
			d.add("key "+b.Key, Mended, says, "")
		} else {
			d.add("key "+b.Key, Problem, says, "`genesis doctor --fix` removes it; the engine and the worker write again what "+
				"belongs there")
		}
	}
	if err != nil && len(broken) > 0 {
		d.add("keys of the world", Problem, "they could not be repaired: "+err.Error(),
			"mend what is said below, then look again")
	} else if d.mending && len(broken) > 0 {
		d.settle(ctx)
	}
}

// rewriteTime is how long an engine may take to write deleted keys again.
const rewriteTime = 5 * time.Second

// settle waits for a running engine to write deleted keys again. It reports whether the engine did.
func (d *doctor) settle(ctx context.Context) bool {
	for deadline := time.Now().Add(rewriteTime); time.Now().Before(deadline); time.Sleep(250 * time.Millisecond) {
		there, err := d.store.HasMarker(ctx, redisstore.OwnerEngine)
		if there || err != nil || ctx.Err() != nil {
			return there
		}
	}
	return false
}

func (d *doctor) fix(ctx context.Context, f fix) error {
	switch f.kind {
	case setStatus:
		return d.setStatus(ctx, f.mutation, f.status)
	case unload:
		_, err := redisstore.Ask(ctx, d.store, command.Unload{Trait: command.TraitRef{
			Name: f.mutation.TraitName, Version: f.mutation.Version, CodeHash: f.mutation.Hash,
		}})
		if err != nil && genesis.CodeOf(err) != genesis.CodeNotFound {
			return err
		}
		return errors.Join(d.setStatus(ctx, f.mutation, f.status), d.remirror(ctx))
	case rewrite:
		source, err := d.store.Blob(ctx, genesis.Ref{SHA256: f.mutation.Hash})
		if err != nil {
			return err
		}
		return d.writeFile(fileOf(f.mutation), source)
	case recreate:
		return d.recreate(ctx, f.trait)
	case remirror:
		return d.remirror(ctx)
	case endCycle:
		return d.store.SaveCycle(ctx, f.cycle)
	case noCurrent:
		return d.store.SetCurrentCycle(ctx, "")
	}
	return nil
}

func (d *doctor) setStatus(ctx context.Context, m genesis.Mutation, status genesis.MutationStatus) error {
	if m.Status == status {
		return nil
	}
	m.Status = status
	return d.store.SaveMutation(ctx, m)
}

// remirror has the engine write the registry to Redis: only the engine may write it.
func (d *doctor) remirror(ctx context.Context) error {
	if err := d.store.DropMarker(ctx, redisstore.OwnerEngine); err != nil {
		return err
	}
	if !d.settle(ctx) {
		return genesis.Unavailable("engine", "the engine has not written the registry again within %s", rewriteTime)
	}
	return nil
}

// recreate writes the record and the file of a trait that only the engine has.
func (d *doctor) recreate(ctx context.Context, t genesis.LoadedTrait) error {
	ref, err := d.store.PutBlob(ctx, []byte(t.Source), 0)
	if err != nil {
		return err
	}
	if err := d.writeFile(genesis.MutationFile(t.Name, t.Version), []byte(t.Source)); err != nil {
		return err
	}
	m := genesis.Mutation{
		ID: genesis.MutationID(t.Name, t.Version), TraitName: t.Name, Version: t.Version, Status: genesis.StatusApplied,
		FilePath: genesis.MutationPath(d.World, t.Name, t.Version), Hash: ref.SHA256,
		Description: "found in the engine by genesis doctor; its record was lost", CreatedAt: time.Now().UTC(),
	}
	if !t.Heritable {
		m.Status = genesis.StatusCanary // no cycle watches it, so the next comparison unloads it
	}
	return d.store.SaveMutation(ctx, m)
}

// writeFile atomically writes a file of the mutations folder; an existing one is kept.
func (d *doctor) writeFile(name string, data []byte) error {
	dir := d.mutationsFolder()
	file := filepath.Join(dir, name)
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return disk.Write(file, data, 0o644)
}
