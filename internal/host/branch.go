package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

// Branch creates another world from a past tick of the settings' world: the same molbots, traits, parameters and random
// state, in its own folder, ready for an engine. The first world is not changed, and its engine may run meanwhile. The
// error has code not_found if nothing of the tick is kept, conflict if the other world exists, and invalid for a name
// that no world can have.
func Branch(ctx context.Context, s config.Settings, tick uint64, name string, log *slog.Logger) (Past, error) {
	if !genesis.ValidWorld(name) || name == s.World {
		return Past{}, genesis.Errorf(genesis.CodeInvalid, "%q can't be the name of the branch: want up to 32 lower-case "+
			"letters, digits and dashes, and not %q",
			name, s.World)
	}
	other := s
	other.World = name
	dir := WorldDir(other)
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return Past{}, genesis.Errorf(genesis.CodeConflict, "there is a world %s already, in %s: choose another name", name,
			dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Past{}, err
	}
	past, err := Rebuild(ctx, s, tick, tick, log)
	if err != nil {
		return Past{}, err
	}
	if err := writeFirst(&past, dir, log); err != nil {
		past.World.Close()
		return Past{}, err
	}
	return past, nil
}

// writeFirst writes a world as the first checkpoint of its folder.
func writeFirst(past *Past, dir string, log *slog.Logger) error {
	data, err := past.World.Checkpoint()
	if err != nil {
		return fmt.Errorf("encode the world: %w", err)
	}
	kept, err := openCheckpoints(dir, log)
	if err != nil {
		return err
	}
	return kept.write(mark{tick: past.World.Now()}, data)
}
