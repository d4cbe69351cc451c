package host

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// checkpointsKept bounds the disk that checkpoints take.
const checkpointsKept = 4

// checkpoints keeps a world's checkpoints in a folder, one file a tick: 000000090300.genesis.
type checkpoints struct {
	dir string
	log *slog.Logger
}

func openCheckpoints(dir string, log *slog.Logger) (*checkpoints, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make checkpoint folder: %w", err)
	}
	return &checkpoints{dir: dir, log: log}, nil
}

// write keeps data as the checkpoint of tick and drops the oldest ones. A crash leaves either no new file or a whole one.
func (c *checkpoints) write(tick uint64, data []byte) error {
	if err := writeAtomic(c.path(tick), data); err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	ticks, err := c.ticks()
	if err != nil {
		return err
	}
	for len(ticks) > checkpointsKept {
		if err := os.Remove(c.path(ticks[0])); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("drop old checkpoint: %w", err)
		}
		ticks = ticks[1:]
	}
	return nil
}

// newest gives the newest checkpoint that restore accepts. A refused one is reported, put aside as .refused and the one
// before it is tried. It returns false if there is none.
func (c *checkpoints) newest(restore func([]byte) error) (bool, error) {
	ticks, err := c.ticks()
	if err != nil {
		return false, err
	}
	for _, tick := range slices.Backward(ticks) {
		data, err := os.ReadFile(c.path(tick))
		if err == nil {
			err = restore(data)
		}
		if err == nil {
			return true, nil
		}
		c.log.Error("checkpoint refused, trying the one before it", "file", c.path(tick), "error", err)
		if err := os.Rename(c.path(tick), c.path(tick)+".refused"); err != nil {
			return false, fmt.Errorf("put refused checkpoint aside: %w", err)
		}
	}
	return false, nil
}

func (c *checkpoints) path(tick uint64) string {
	return filepath.Join(c.dir, fmt.Sprintf("%012d.genesis", tick))
}

// ticks lists the kept checkpoints, oldest first.
func (c *checkpoints) ticks() ([]uint64, error) {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return nil, fmt.Errorf("list checkpoints: %w", err)
	}
	var ticks []uint64
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".genesis")
		if tick, err := strconv.ParseUint(name, 10, 64); ok && err == nil {
			ticks = append(ticks, tick)
		}
	}
	slices.Sort(ticks)
	return ticks, nil
}

// writeAtomic writes a file by way of a synced temporary one beside it.
func writeAtomic(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
