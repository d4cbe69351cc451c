package activities

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// Save assigns a version to a program and writes its file and its record. The same program of the same cycle gets the
// same version in every run.
func (e *Engine) Save(ctx context.Context, in genesis.SaveInput) (genesis.SaveResult, error) {
	out, err := e.save(ctx, in)
	return out, fail(err)
}

// save runs in an order that lets a second run finish what the first began: the blob, the file, the record, and then
// the announcement.
func (e *Engine) save(ctx context.Context, in genesis.SaveInput) (genesis.SaveResult, error) {
	if err := e.checkWorld(in.WorldRef); err != nil {
		return genesis.SaveResult{}, err
	}
	if !genesis.ValidTrait(in.TraitName) {
		return genesis.SaveResult{}, genesis.Errorf(genesis.CodeInvalid, "%q can't name a trait", in.TraitName)
	}
	source, err := e.sourceToSave(ctx, in)
	if err != nil {
		return genesis.SaveResult{}, err
	}
	if _, err := e.Store.PutBlob(ctx, source, 0); err != nil { // drafts expire; the program of a mutation must not
		return genesis.SaveResult{}, err
	}
	next, err := e.nextVersion(ctx, in, source)
	if err != nil {
		return genesis.SaveResult{}, classifyDiskError(err, e.MutationsDir)
	}
	last, err := e.Store.Mutation(ctx, genesis.MutationID(in.TraitName, next-1))
	switch {
	case err != nil || last.Hash != in.CodeHash:
	case last.CycleID == in.CycleID:
		out := genesis.SaveResult{MutationID: last.ID, FilePath: last.FilePath, Version: last.Version}
		return out, e.ready(ctx, in, out)
	case last.CycleID == "": // the engine restored an incomplete record for it
		next--
	}
	out, err := e.write(in.TraitName, next, source)
	if err != nil {
		return out, classifyDiskError(err, e.MutationsDir)
	}
	if err := e.saveRecord(ctx, in, out); err != nil {
		return out, err
	}
	return out, e.ready(ctx, in, out)
}

// sourceToSave returns the source of the program from Redis. If Redis has lost it after an earlier run of this step,
// the source comes from the file or from the engine.
func (e *Engine) sourceToSave(ctx context.Context, in genesis.SaveInput) ([]byte, error) {
	source, gone := e.Store.Blob(ctx, in.Source)
	if genesis.CodeOf(gone) != genesis.CodeNotFound {
		return source, gone
	}
	versions, err := e.versions(in.TraitName)
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Backward(versions) {
		source, err := os.ReadFile(filepath.Join(e.dir(), genesis.MutationFile(in.TraitName, v)))
		if sum := sha256.Sum256(source); err == nil && hex.EncodeToString(sum[:]) == in.Source.SHA256 {
			return source, nil
		}
	}
	world, err := e.registry(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range world.Traits {
		if t.Generated && t.CodeHash == in.Source.SHA256 {
			return []byte(t.Source), nil
		}
	}
	return nil, lost(gone, genesis.LostProgram)
}

// saveRecord writes the record of the saved program. If the trait is already in the world because Redis lost an earlier
// record, the record gets the status that the trait has there.
func (e *Engine) saveRecord(ctx context.Context, in genesis.SaveInput, out genesis.SaveResult) error {
	m := mutationOf(in, out)
	world, err := e.registry(ctx)
	if err != nil {
		return err
	}
	for _, t := range world.Traits {
		if !t.Generated || t.MutationID != m.ID || t.CodeHash != m.Hash {
			continue
		}
		if m.Pinned, m.Status = t.Pinned, genesis.StatusCanary; !t.Canary {
			m.Status, m.AppliedAt = genesis.StatusApplied, &m.CreatedAt
		}
	}
	return e.Store.SaveMutation(ctx, m)
}

// nextVersion returns the version of a new program: higher than any that Redis, the folder of mutations or the engine
// knows, because Redis may have lost records. A program that an earlier run of this step has saved keeps its version.
func (e *Engine) nextVersion(ctx context.Context, in genesis.SaveInput, source []byte) (int, error) {
	next, err := e.Store.NextVersion(ctx, in.TraitName)
	if err != nil {
		return 0, err
	}
	versions, err := e.versions(in.TraitName)
	if err != nil {
		return 0, err
	}
	if len(versions) > 0 {
		last := versions[len(versions)-1]
		there, err := os.ReadFile(filepath.Join(e.dir(), genesis.MutationFile(in.TraitName, last)))
		if err != nil || !bytes.Equal(there, source) {
			last++
		}
		next = max(next, last)
	}
	world, err := e.registry(ctx)
	if err != nil {
		return 0, err
	}
	for _, t := range world.Traits {
		switch {
		case !t.Generated || t.Name != in.TraitName:
		case t.CodeHash == in.CodeHash: // an earlier run saved it, and Redis has lost the record
			next = max(next, t.Version)
		default:
			next = max(next, t.Version+1)
		}
	}
	return next, nil
}

// versions lists the versions of a trait that have files, in ascending order.
func (e *Engine) versions(name string) (versions []int, err error) {
	files, err := filepath.Glob(filepath.Join(e.dir(), "trait_"+name+"_v*.go"))
	if err != nil {
		return nil, fmt.Errorf("list the versions of %s: %w", name, err)
	}
	for _, file := range files {
		digits := strings.TrimPrefix(strings.TrimSuffix(filepath.Base(file), ".go"), "trait_"+name+"_v")
		if v, err := strconv.Atoi(digits); err == nil {
			versions = append(versions, v)
		}
	}
	slices.Sort(versions)
	return versions, nil
}

// ready deletes old files and announces the mutation. A second run repeats both, because the first may have failed
// before them.
func (e *Engine) ready(ctx context.Context, in genesis.SaveInput, out genesis.SaveResult) error {
	if err := e.prune(ctx, in.TraitName); err != nil {
		return classifyDiskError(err, e.MutationsDir)
	}
	return e.Store.PublishMutationReady(ctx, genesis.MutationReady{
		MutationID: out.MutationID, PlanID: in.Plan.PlanID, FilePath: out.FilePath, TraitName: in.TraitName,
		Version: out.Version, CodeHash: in.CodeHash,
	})
}

func mutationOf(in genesis.SaveInput, out genesis.SaveResult) genesis.Mutation {
	return genesis.Mutation{
		ID: out.MutationID, TraitName: in.TraitName, Version: out.Version, Status: genesis.StatusValidated,
		FilePath: out.FilePath, Hash: in.CodeHash, CanonicalHash: in.CanonicalHash, CycleID: in.CycleID,
		PlanID: in.Plan.PlanID, Model: in.Model, Description: in.Plan.Description, Problem: in.Problem, Parent: in.Parent,
		Runtime: in.Runtime, Signature: in.Signature, Score: in.Score, CreatedAt: time.Now().UTC(),
	}
}

// dir returns the folder of the world's traits.
func (e *Engine) dir() string { return genesis.MutationsFolder(e.MutationsDir, e.World) }

// write writes the source as the first version from next on whose file does not exist or has the same contents. Records
// may have been lost while files were not.
func (e *Engine) write(name string, next int, source []byte) (genesis.SaveResult, error) {
	if err := os.MkdirAll(e.dir(), 0o755); err != nil {
		return genesis.SaveResult{}, fmt.Errorf("make the folder of mutations: %w", err)
	}
	for version := next; ; version++ {
		file := filepath.Join(e.dir(), genesis.MutationFile(name, version))
		there, err := os.ReadFile(file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			err = disk.Write(file, source, 0o644)
		case err == nil && !bytes.Equal(there, source):
			continue
		}
		return genesis.SaveResult{
			MutationID: genesis.MutationID(name,
				version), FilePath: genesis.MutationPath(e.World, name, version), Version: version,
		}, err
	}
}

// prune deletes the files of all but the newest versions of a trait. It keeps the file of a version that is in the
// world, and all records.
func (e *Engine) prune(ctx context.Context, name string) error {
	versions, err := e.versions(name)
	if err != nil {
		return err
	}
	world, err := e.registry(ctx)
	if err != nil {
		return err
	}
	for _, v := range versions[:max(0, len(versions)-max(e.Versions, 1))] {
		if slices.ContainsFunc(world.Traits, func(t genesis.LoadedTrait) bool { return t.Name == name && t.Version == v }) {
			continue // its record may be lost or out of date
		}
		m, err := e.Store.Mutation(ctx, genesis.MutationID(name, v))
		if err == nil && (m.Status == genesis.StatusApplied || m.Status == genesis.StatusCanary) {
			continue
		}
		file := filepath.Join(e.dir(), genesis.MutationFile(name, v))
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("delete an old version: %w", err)
		}
	}
	return nil
}
