package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

// Past is a world recomputed at a past tick.
type Past struct {
	World    *engine.Engine // at the requested tick; the caller must close it
	From     uint64         // tick of the checkpoint from which it was computed
	Commands int            // number of commands executed again
	Checked  int            // number of hashes in the journal that matched
}

// Rebuild computes the settings' world at a past tick from the journal and the newest checkpoint at or before both tick
// and from. It changes nothing and may run beside the engine. If the world went back in time and lived a tick twice,
// the later one counts; of the abandoned ticks only those that led to the jump can be computed. The error has code
// not_found if nothing is kept of the world or the tick, and internal if a hash differs.
func Rebuild(ctx context.Context, s config.Settings, tick, from uint64, log *slog.Logger) (Past, error) {
	kept, err := checkpointsOf(s, log)
	if err != nil {
		return Past{}, err
	}
	j := journal{path: filepath.Join(kept.dir, journalFile), log: log}
	entries, err := j.read()
	if err != nil {
		return Past{}, err
	}
	marks, err := kept.marks()
	if err != nil {
		return Past{}, err
	}
	if end := newestKnownTick(marks, entries); tick > end {
		return Past{}, genesis.Errorf(genesis.CodeNotFound, "tick %d is beyond the records of world %s: they end at tick %d",
			tick, s.World, end)
	}
	h := Host{settings: s, log: log}
	past := replayer{kept: kept, options: h.engineOptions(), log: log, entries: entries, strict: true}
	for _, m := range slices.Backward(marks) {
		if m.tick > min(tick, from) {
			continue
		}
		world, err := past.read(m)
		if err != nil {
			log.Error("checkpoint refused", "file", kept.path(m), "error", err)
			continue
		}
		past.begin(world, m)
		if err := past.replayTo(ctx, tick); err != nil {
			past.world.Close()
			return Past{}, err
		}
		return Past{World: past.world, From: m.tick, Commands: past.commands, Checked: past.checked}, nil
	}
	return Past{}, genesis.Errorf(genesis.CodeNotFound, "no checkpoint at or before tick %d is kept of world %s: the "+
		"oldest is of tick %d",
		min(tick, from), s.World, marks[0].tick)
}

// newestKnownTick returns the newest tick of the present timeline that the records cover.
func newestKnownTick(marks []mark, entries []entry) (end uint64) {
	newest := marks[len(marks)-1]
	end = newest.tick
	for _, e := range entries {
		target, back := e.target()
		switch {
		case e.Seq <= newest.seq:
		case back:
			end = target
		default:
			end = max(end, e.Tick)
		}
	}
	return end
}

// ListCheckpoints lists the kept checkpoints of the settings' world, newest first.
func ListCheckpoints(s config.Settings, log *slog.Logger) ([]genesis.KeptCheckpoint, error) {
	kept, err := checkpointsOf(s, log)
	if err != nil {
		return nil, err
	}
	return kept.list()
}

func checkpointsOf(s config.Settings, log *slog.Logger) (*checkpoints, error) {
	c := &checkpoints{dir: WorldDir(s), log: log}
	marks, err := c.files()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(marks) == 0 {
		return nil, genesis.Errorf(genesis.CodeNotFound, "nothing is kept of world %s in %s: set GENESIS_WORLD and "+
			"GENESIS_DATA_DIR to those of the engine",
			s.World, c.dir)
	}
	return c, nil
}

// NewestCheckpoint reads the newest checkpoint in a world's folder and returns its tick and the world's hash. The error
// has code not_found if there is none, and invalid if it can't be read; the tick then comes from the file's name.
func NewestCheckpoint(s config.Settings, dir string, log *slog.Logger) (tick uint64, hash string, err error) {
	kept := &checkpoints{dir: dir, log: log}
	marks, err := kept.files()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, "", err
	}
	if len(marks) == 0 {
		return 0, "", genesis.Errorf(genesis.CodeNotFound, "no checkpoint is kept in %s", dir)
	}
	newest := marks[len(marks)-1]
	h := Host{settings: s, log: log}
	past := replayer{kept: kept, options: h.engineOptions(), log: log}
	world, err := past.read(newest)
	if err != nil {
		return newest.tick, "", fmt.Errorf("%s: %w", newest.file(), err)
	}
	defer world.Close()
	return newest.tick, fmt.Sprintf("%016x", world.Hash()), nil
}

// WorldDir returns the folder with the checkpoints and the journal of the settings' world.
func WorldDir(s config.Settings) string { return filepath.Join(s.DataDir, "worlds", s.World) }
