package host

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// lockWorld locks a world's folder, so that no two engines write to it. The lease in Redis is not enough because it
// does not hold while Redis is unreachable. The operating system releases the lock when the process ends. The error has
// code conflict if another process holds it.
func lockWorld(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock the world: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = genesis.Errorf(genesis.CodeConflict, "another engine writes to %s: stop it first, or set GENESIS_DATA_DIR", dir)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Lock keeps engines away from the settings' world until it is closed. The error has code conflict if an engine runs.
func Lock(s config.Settings) (io.Closer, error) {
	if err := os.MkdirAll(WorldDir(s), 0o755); err != nil {
		return nil, fmt.Errorf("lock the world: %w", err)
	}
	return lockWorld(WorldDir(s))
}

// writable checks that generated traits can be saved, before a cycle spends its time on one. A full disk does not
// prevent the start, because space may be freed later.
func writable(dir string, log *slog.Logger) error {
	advice := "give this user the right to write there, or set GENESIS_MUTATIONS_DIR"
	if _, err := os.Stat("/.dockerenv"); err == nil {
		advice = "set HOST_UID and HOST_GID in .env to the user and group who may write to ./mutations, then docker " +
			"compose up -d"
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return genesis.Errorf(genesis.CodeInvalid, "the folder of generated traits can't be made: %v; %s", err, advice)
	}
	f, err := os.CreateTemp(dir, ".probe-*")
	if full := disk.Explain(err, dir); genesis.MissingPart(full) == genesis.PartDisk && !errors.Is(err, syscall.EROFS) {
		log.Warn("generated traits can't be saved now; the world goes on without new ones", "error", full)
		return nil
	}
	if errors.Is(err, syscall.EROFS) {
		advice = "mount it so that it can be written to, or set GENESIS_MUTATIONS_DIR"
	}
	if err != nil {
		return genesis.Errorf(genesis.CodeInvalid, "the folder of generated traits can't be written to: %v; %s", err, advice)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
