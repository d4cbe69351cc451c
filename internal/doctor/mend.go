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
)

// mend carries the fixes out. One that fails does not keep the others from being tried.
func (d *doctor) mend(ctx context.Context, differences []difference) error {
	var failed []error
	for _, x := range differences {
		if err := d.fix(ctx, x.fix); err != nil {
			failed = append(failed, fmt.Errorf("mend %s: %w", x.check, err))
		}
	}
	return errors.Join(failed...)
}

func (d *doctor) fix(ctx context.Context, f fix) error {
	switch f.kind {
	case setStatus:
		return d.setStatus(ctx, f.mutation, f.status)
	case unload:
		_, err := d.store.SendCommand(ctx, genesis.Command{Kind: genesis.CmdUnload, Trait: &genesis.TraitLoad{
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

// remirror writes the registry to Redis as the engine has it now.
func (d *doctor) remirror(ctx context.Context) error {
	v, err := d.readView(ctx)
	if err != nil {
		return err
	}
	return d.store.WriteRegistry(ctx, v.loaded.Generation, v.registry().Files(d.World))
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
		m.Status = genesis.StatusCanary // no cycle watches it any more: the next look takes it out
	}
	return d.store.SaveMutation(ctx, m)
}

// writeFile writes a file of mutations that is whole or absent; one that is there stays.
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
