package host

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// Bounds for the number of checkpoints, which take much disk space. The newest are kept in case the last one is
// damaged; older ones are thinned so that the gaps grow with age. The first one always stays, so that with the journal
// every later tick can be computed again.
const (
	checkpointsKept = 16
	newestKept      = 4
)

// checkpoints keeps a world's checkpoints in a folder. A file is named after its tick and the sequence number of the
// newest journal entry that the world had applied: 000000090300-000017.genesis.
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

// mark is the moment at which a checkpoint was taken.
type mark struct {
	tick uint64
	seq  uint64 // newest journal entry that it includes
}

func (m mark) file() string { return fmt.Sprintf("%012d-%06d.genesis", m.tick, m.seq) }

func parseMark(name string) (m mark, ok bool) {
	n, err := fmt.Sscanf(name, "%d-%d.genesis", &m.tick, &m.seq)
	return m, err == nil && n == 2 && m.file() == name
}

// write stores data as the checkpoint of m, then deletes a checkpoint that is no longer needed. A crash leaves either
// no new file or a complete one.
func (c *checkpoints) write(m mark, data []byte) error {
	if err := disk.Write(c.path(m), data, 0o644); err != nil {
		return disk.Explain(fmt.Errorf("write checkpoint: %w", err), c.dir)
	}
	marks, err := c.marks()
	if err != nil {
		return err
	}
	for len(marks) > checkpointsKept {
		k := leastMissed(marks)
		if err := c.drop(marks[k]); err != nil {
			return err
		}
		marks = slices.Delete(marks, k, k+1)
	}
	return nil
}

func (c *checkpoints) drop(m mark) error {
	if err := os.Remove(c.path(m)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop old checkpoint: %w", err)
	}
	return nil
}

// leastMissed chooses the checkpoint to delete: the one whose removal leaves the smallest gap relative to its age. A
// checkpoint right after the world went back in time, or began anew, can't be chosen, because it is needed to follow
// the journal; if there are no others, the oldest one goes.
func leastMissed(marks []mark) int {
	lived := make([]uint64, len(marks)) // ticks lived since the first mark
	for k := 1; k < len(marks); k++ {
		lived[k] = lived[k-1] + max(marks[k].tick, marks[k-1].tick) - marks[k-1].tick
	}
	now := lived[len(lived)-1]
	least, best := math.Inf(1), 0
	for k := 1; k < len(marks)-newestKept; k++ {
		if marks[k].tick < marks[k-1].tick {
			continue
		}
		if gap := float64(lived[k+1]-lived[k-1]) / float64(1+now-lived[k]); gap < least {
			least, best = gap, k
		}
	}
	return best
}

// find returns the newest checkpoint of a tick.
func (c *checkpoints) find(tick uint64) (mark, error) {
	marks, err := c.marks()
	if err != nil {
		return mark{}, err
	}
	for _, m := range slices.Backward(marks) {
		if m.tick == tick {
			return m, nil
		}
	}
	return mark{}, genesis.Errorf(genesis.CodeNotFound, "no checkpoint of tick %d is kept", tick)
}

// list returns the kept checkpoints, newest first; if there are several of one tick, only the newest of them.
func (c *checkpoints) list() ([]genesis.KeptCheckpoint, error) {
	marks, err := c.marks()
	if err != nil {
		return nil, err
	}
	kept := []genesis.KeptCheckpoint{}
	seen := map[uint64]bool{}
	for _, m := range slices.Backward(marks) {
		info, err := os.Stat(c.path(m))
		if errors.Is(err, fs.ErrNotExist) || seen[m.tick] {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("list checkpoints: %w", err)
		}
		seen[m.tick] = true
		kept = append(kept, genesis.KeptCheckpoint{Tick: m.tick, Bytes: info.Size(), SavedAt: info.ModTime().UTC()})
	}
	return kept, nil
}

// newest passes checkpoints to restore, newest first, until it accepts one, and returns its mark. Rejected checkpoints
// are logged and, once an older one was accepted, renamed to .refused. Without any checkpoint, found is false. If there
// are checkpoints but none is accepted, newest returns an error: a world must not be lost silently.
func (c *checkpoints) newest(restore func([]byte) error) (m mark, found bool, err error) {
	marks, err := c.marks()
	if err != nil || len(marks) == 0 {
		return m, false, err
	}
	var refused []mark
	var why error // why the newest was rejected
	for _, m := range slices.Backward(marks) {
		data, err := os.ReadFile(c.path(m))
		if err == nil {
			err = restore(data)
		}
		if err == nil {
			return m, true, c.quarantine(refused)
		}
		c.log.Error("checkpoint refused", "file", c.path(m), "error", err)
		refused = append(refused, m)
		why = cmp.Or(why, err)
	}
	return m, false, genesis.Errorf(genesis.CodeInvalid, "none of the %d checkpoints in %s can be read, and nothing is "+
		"changed (the newest: %v). "+
		"Go on with the program that wrote them, restore a backup, or begin a new world in another GENESIS_DATA_DIR",
		len(marks), c.dir, why)
}

func (c *checkpoints) quarantine(refused []mark) error {
	for _, m := range refused {
		if err := disk.Rename(c.path(m), c.path(m)+".refused"); err != nil {
			return fmt.Errorf("put refused checkpoint aside: %w", err)
		}
	}
	return nil
}

func (c *checkpoints) path(m mark) string { return filepath.Join(c.dir, m.file()) }

// marks lists the kept checkpoints of a running world, oldest first. It is an error if the folder is missing.
func (c *checkpoints) marks() ([]mark, error) {
	marks, err := c.files()
	return marks, disk.Explain(err, c.dir)
}

// files is marks for a world that may not exist. If there is no folder, its error is fs.ErrNotExist.
func (c *checkpoints) files() ([]mark, error) {
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
