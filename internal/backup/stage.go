package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/host"
)

// Number of attempts to find a moment without a save, and the interval between them.
const (
	stageTries = 200
	stagePause = 5 * time.Millisecond
)

// staged is a world's folder as it was at one moment.
type staged struct {
	dir     string // contains the part "world"; removed after use
	journal int64  // length of the journal at that moment [bytes]; the linked file may have grown since
}

func (s *staged) world() string { return filepath.Join(s.dir, worldPart) }

// stage links checkpoints and journal into a separate folder, at a moment when the engine neither adds nor deletes a
// checkpoint: the same ones are there before and after. This guarantees that the journal reaches back to the oldest
// checkpoint, and that every checkpoint that the journal refers to is there. The error has code not_found if there is
// no checkpoint.
func stage(ctx context.Context, s config.Settings) (out staged, err error) {
	from := host.WorldDir(s)
	names, err := checkpoints(from)
	if err == nil && len(names) == 0 {
		err = genesis.Errorf(genesis.CodeNotFound, "no checkpoint is kept in %s", from)
	}
	if err != nil {
		return out, err
	}
	if out.dir, err = stageDir(s); err != nil {
		return out, err
	}
	if err = out.fill(ctx, from); err != nil {
		err = errors.Join(err, os.RemoveAll(out.dir))
	}
	return out, err
}

func (s *staged) fill(ctx context.Context, from string) error {
	for range stageTries {
		whole, err := s.try(from)
		if whole || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(stagePause):
		}
	}
	return genesis.Errorf(genesis.CodeUnavailable, "the engine saves faster than its files can be copied: try again")
}

// stageDir returns a folder on the world's file system, where files can be linked, or elsewhere if that file system is
// not writable.
func stageDir(s config.Settings) (string, error) {
	if dir, err := os.MkdirTemp(s.DataDir, ".backup-*"); err == nil {
		return dir, nil
	}
	return os.MkdirTemp("", "genesis-backup-*")
}

// try reports whether no checkpoint was added or deleted meanwhile.
func (s *staged) try(from string) (whole bool, err error) {
	if err := errors.Join(os.RemoveAll(s.world()), os.MkdirAll(s.world(), 0o755)); err != nil {
		return false, err
	}
	before, err := checkpoints(from)
	if err != nil {
		return false, err
	}
	for _, name := range before {
		err := linkFile(filepath.Join(from, name), filepath.Join(s.world(), name))
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	if s.journal, err = linkJournal(filepath.Join(from, journalName), filepath.Join(s.world(), journalName)); err != nil {
		return false, err
	}
	after, err := checkpoints(from)
	return slices.Equal(before, after), err
}

// linkJournal links the journal and returns its length, 0 if there is none.
func linkJournal(from, to string) (int64, error) {
	err := linkFile(from, to)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(to)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// checkpoints returns the names of the checkpoints in a folder, sorted; none if there is no folder.
func checkpoints(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if e.Type().IsRegular() && isCheckpoint(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// linkFile links a file, or copies its current content if links don't work.
func linkFile(from, to string) error {
	if err := os.Link(from, to); err == nil || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	copied, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(copied, f); err != nil {
		return errors.Join(fmt.Errorf("copy %s: %w", from, err), copied.Close())
	}
	return copied.Close()
}
