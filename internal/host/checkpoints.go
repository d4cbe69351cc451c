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

// How many checkpoints are kept, to bound the disk that they take: the newest, for a start after a damaged one, and of
// the older ones so many that the gaps between them grow with their age. The first one stays, so that with the journal
// every tick since can be computed again.
const (
	checkpointsKept = 16
	newestKept      = 4
)

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

// write keeps data as the checkpoint of m and drops one that is not needed any more. A crash leaves either no new file
// or a whole one.
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

// leastMissed is the checkpoint that is missed least: the one that leaves the smallest gap for its age. Where the world
// went back in time, or began anew, the one after is needed to follow the journal; if there are such alone, the oldest
// goes.
func leastMissed(marks []mark) int {
	lived := make([]uint64, len(marks)) // ticks since the first mark
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

// find is the newest checkpoint of a tick.
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

// list tells what is kept, newest first. Of several of one tick it is the newest.
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

// newest finds the newest checkpoint that restore accepts, and says which journal entries it has seen. Refused ones are
// reported and, once an older one was accepted, put aside as .refused. Without any checkpoint it returns false; if
// there are some but none is accepted, that is an error: a world must not be lost silently.
func (c *checkpoints) newest(restore func([]byte) error) (m mark, found bool, err error) {
	marks, err := c.marks()
	if err != nil || len(marks) == 0 {
		return m, false, err
	}
	var refused []mark
	var why error // of the newest
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

// marks lists the kept checkpoints of a running world, oldest first. Its folder must be there.
func (c *checkpoints) marks() ([]mark, error) {
	marks, err := c.files()
	return marks, disk.Explain(err, c.dir)
}

// files is marks for a world that may be none. Its error is fs.ErrNotExist if there is no folder.
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
