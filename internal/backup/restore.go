package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/disk"
	"github.com/ai-genesis/ai-genesis/internal/host"
)

// Restored says what was restored.
type Restored struct {
	Manifest
	Records string // where the records are now
	Before  string // the backup of what was replaced; empty if nothing was
}

// Restore puts the backup at file in place of the settings' world. It checks the whole backup before it changes
// anything. If anything of the world exists, the error has code conflict, unless before names a file to which the
// existing world is backed up first. The error also has code conflict while an engine runs.
//
// The records go to the Redis that GENESIS_REDIS_URL names. If none is named, they go to the data folder, from which
// the Redis that genesis up starts loads them.
func Restore(ctx context.Context, s config.Settings, file, before string, log *slog.Logger) (Restored, error) {
	if err := os.MkdirAll(s.DataDir, 0o755); err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	stage, err := os.MkdirTemp(s.DataDir, ".restore-*") // on the world's file system
	if err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	defer os.RemoveAll(stage)
	m, err := unpack(ctx, s, file, stage, log)
	if err != nil {
		return Restored{}, err
	}
	if m.World != s.World {
		return Restored{}, genesis.Errorf(genesis.CodeInvalid, "%s is a backup of world %s, and the settings are those of "+
			"world %s: set GENESIS_WORLD=%s",
			file, m.World, s.World, m.World)
	}
	lock, err := host.Lock(s)
	if err != nil {
		return Restored{}, err
	}
	defer lock.Close()
	r := restorer{Settings: s, stage: stage, log: log}
	return r.restore(ctx, m, before)
}

type restorer struct {
	config.Settings
	stage    string
	log      *slog.Logger
	backedUp bool // what existed is backed up
}

func (r *restorer) restore(ctx context.Context, m Manifest, before string) (out Restored, err error) {
	records, err := r.openRecords(ctx)
	if err != nil {
		return out, err
	}
	defer records.close()
	out = Restored{Manifest: m, Records: records.name()}
	there, err := r.existing(ctx, records)
	if err != nil {
		return out, err
	}
	if there != "" {
		if out.Before, err = r.backUpExisting(ctx, records, there, before); err != nil {
			return out, err
		}
		r.backedUp = true
	} else if err := r.checkCode(); err != nil {
		return out, err
	}
	if err = r.put(ctx, records); err != nil && out.Before != "" {
		err = fmt.Errorf("%w; the previous state is in %s", err, out.Before)
	}
	return out, err
}

// put executes the steps in order. If one fails, it undoes them all, so that the restore can be repeated. The undo can
// fail too, for example because Redis is unreachable; the world's files come last so that what is left then counts
// neither as a world nor as its records.
func (r *restorer) put(ctx context.Context, records place) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	taken := context.WithoutCancel(ctx)
	steps := []struct{ put, drop func() error }{
		{func() error { return records.put(ctx, filepath.Join(r.stage, recordsName)) },
			func() error { return records.drop(taken) }},
		{r.putCode, func() error { return nil }}, // overwrites only what is backed up; unused code is harmless
		{r.putWorld, r.dropWorld},
	}
	for i, step := range steps {
		err := step.put()
		if err == nil {
			continue
		}
		var left error
		for _, done := range slices.Backward(steps[:i+1]) {
			left = errors.Join(left, done.drop())
		}
		if left != nil {
			return fmt.Errorf("%w; not all of it could be taken back (%w): once that is mended, run it again", err, left)
		}
		return fmt.Errorf("%w; all of it is taken back: once that is mended, run it again", err)
	}
	return nil
}

// existing says what already exists of the world, "" for nothing.
func (r *restorer) existing(ctx context.Context, records place) (string, error) {
	_, _, err := host.NewestCheckpoint(r.Settings, host.WorldDir(r.Settings), r.log)
	if genesis.CodeOf(err) != genesis.CodeNotFound {
		return fmt.Sprintf("world %s is in %s already", r.World, host.WorldDir(r.Settings)), nil
	}
	full, err := records.full(ctx)
	if full {
		return fmt.Sprintf("%s has records of world %s already", records.name(), r.World), nil
	}
	return "", err
}

// backUpExisting backs up what exists to a file, so that it can be overwritten.
func (r *restorer) backUpExisting(ctx context.Context, records place, there, file string) (string, error) {
	store, ok := records.(*redisPlace)
	if !ok {
		return "", genesis.Errorf(genesis.CodeConflict, "%s: move %s away, or set another GENESIS_DATA_DIR", there, r.DataDir)
	}
	if file == "" {
		return "", genesis.Errorf(genesis.CodeConflict, "%s: --force puts the backup in its place, after a backup of what "+
			"is there; or set another GENESIS_DATA_DIR", there)
	}
	_, _, err := host.NewestCheckpoint(r.Settings, host.WorldDir(r.Settings), r.log)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return "", genesis.Errorf(genesis.CodeConflict, "%s, but %s has no world that could be backed up with them: set "+
			"GENESIS_DATA_DIR to the engine's, or drop the records",
			there, host.WorldDir(r.Settings))
	}
	if _, err = writeFile(ctx, r.Settings, store.Store, file, r.log); err != nil {
		return "", err
	}
	return file, nil
}

// checkCode refuses to overwrite programs that differ from those of the backup.
func (r *restorer) checkCode() error {
	entries, err := os.ReadDir(filepath.Join(r.stage, codePart))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		file := filepath.Join(codeDir(r.Settings), e.Name())
		there, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		ours, readErr := os.ReadFile(filepath.Join(r.stage, codePart, e.Name()))
		if err := errors.Join(err, readErr); err != nil {
			return err
		}
		if !bytes.Equal(there, ours) {
			return genesis.Errorf(genesis.CodeConflict, "%s holds another program than the backup: move it away, or set "+
				"another GENESIS_MUTATIONS_DIR", file)
		}
	}
	return err
}

// putCode adds the generated code to the folder, or replaces it if the old code is backed up.
func (r *restorer) putCode() error {
	if r.backedUp {
		if err := removeFiles(codeDir(r.Settings), isCode); err != nil {
			return err
		}
	}
	return move(filepath.Join(r.stage, codePart), codeDir(r.Settings))
}

// putWorld replaces checkpoints and journal.
func (r *restorer) putWorld() error {
	if err := r.dropWorld(); err != nil {
		return err
	}
	return move(filepath.Join(r.stage, worldPart), host.WorldDir(r.Settings))
}

func (r *restorer) dropWorld() error {
	return removeFiles(host.WorldDir(r.Settings), worldFile.MatchString)
}

func removeFiles(dir string, want func(name string) bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if want(e.Name()) && err == nil {
			err = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	return err
}

// move moves all files of a folder, oldest checkpoint first, so that the newest checkpoint only appears when all others
// are there.
func move(from, to string) error {
	entries, err := os.ReadDir(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	err = errors.Join(err, os.MkdirAll(to, 0o755))
	for _, e := range entries {
		if err == nil {
			err = moveFile(filepath.Join(from, e.Name()), filepath.Join(to, e.Name()))
		}
	}
	return err
}

// moveFile renames a file, or copies it if the folders are on different file systems.
func moveFile(from, to string) error {
	if disk.Rename(from, to) == nil {
		return nil
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return disk.Write(to, data, 0o644)
}
