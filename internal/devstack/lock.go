package devstack

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// orphanWait is how long up waits for the parts of a killed up to stop.
const orphanWait = 40 * time.Second

// lockData locks the data folder, so that no two systems write to the same databases. If another process holds the
// lock, it returns a *genesis.Error with code conflict that names this process.
func lockData(ctx context.Context, dir string, c *console) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "up.lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if err := awaitLock(ctx, f, dir, c); err != nil {
		f.Close()
		return nil, err
	}
	if err := f.Truncate(0); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	return f, nil
}

func awaitLock(ctx context.Context, f *os.File, dir string, c *console) error {
	said := false
	for deadline := time.Now().Add(orphanWait); ; {
		if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			return nil
		}
		owner := lockOwner(f)
		if alive(owner) || time.Now().After(deadline) {
			return genesis.Errorf(genesis.CodeConflict,
				"another genesis up (process %d) runs the world in %s: stop it first, or set GENESIS_DATA_DIR for a second world",
				owner, dir)
		}
		if !said {
			c.printLine("waiting for the parts of an up that was killed to stop ...")
			said = true
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func lockOwner(f *os.File) int {
	text, err := io.ReadAll(io.NewSectionReader(f, 0, 32))
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return pid
}
