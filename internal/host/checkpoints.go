package host

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"github.com/ai-genesis/ai-genesis"
)

// checkpointsKept bounds the disk that checkpoints take.
const checkpointsKept = 4

// checkpoints keeps a world's checkpoints in a folder. A file's name has the tick and the sequence number of the newest
// journal entry that the world had seen: 000000090300-000017.genesis.
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

// mark is when a checkpoint was taken.
type mark struct {
	tick uint64
	seq  uint64 // newest journal entry that it has seen
}

func (m mark) file() string { return fmt.Sprintf("%012d-%06d.genesis", m.tick, m.seq) }

func parseMark(name string) (m mark, ok bool) {
	n, err := fmt.Sscanf(name, "%d-%d.genesis", &m.tick, &m.seq)
	return m, err == nil && n == 2 && m.file() == name
}

// write keeps data as the checkpoint of m and drops the oldest ones. A crash leaves either no new file or a whole one.
func (c *checkpoints) write(m mark, data []byte) error {
	if err := writeAtomic(c.path(m), data); err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	marks, err := c.marks()
	if err != nil {
		return err
	}
	for len(marks) > checkpointsKept {
		if err := os.Remove(c.path(marks[0])); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("drop old checkpoint: %w", err)
		}
		marks = marks[1:]
	}
	return nil
}

// newest finds the newest checkpoint that restore accepts, and says which journal entries it has seen. Refused ones are
// reported and, once an older one was accepted, put aside as .refused. Without any checkpoint it returns false; if there
// are some but none is accepted, that is an error: a world must not be lost silently.
func (c *checkpoints) newest(restore func([]byte) error) (seq uint64, found bool, err error) {
	marks, err := c.marks()
	if err != nil || len(marks) == 0 {
		return 0, false, err
	}
	var refused []mark
	for _, m := range slices.Backward(marks) {
		data, err := os.ReadFile(c.path(m))
		if err == nil {
			err = restore(data)
		}
		if err == nil {
			return m.seq, true, c.putAside(refused)
		}
		c.log.Error("checkpoint refused", "file", c.path(m), "error", err)
		refused = append(refused, m)
	}
	return 0, false, genesis.Errorf(genesis.CodeInvalid,
		"none of the %d checkpoints in %s can be read; move the folder away to begin a new world", len(marks), c.dir)
}

func (c *checkpoints) putAside(refused []mark) error {
	for _, m := range refused {
		if err := os.Rename(c.path(m), c.path(m)+".refused"); err != nil {
			return fmt.Errorf("put refused checkpoint aside: %w", err)
		}
	}
	return nil
}

func (c *checkpoints) path(m mark) string { return filepath.Join(c.dir, m.file()) }

// marks lists the kept checkpoints, oldest first.
func (c *checkpoints) marks() ([]mark, error) {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return nil, fmt.Errorf("list checkpoints: %w", err)
	}
	var marks []mark
	for _, e := range entries {
		if m, ok := parseMark(e.Name()); ok {
			marks = append(marks, m)
		}
	}
	slices.SortFunc(marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.tick, b.tick))
	})
	return marks, nil
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
