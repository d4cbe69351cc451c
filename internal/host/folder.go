package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// goneFor is how long the world's folder must be missing from an existing data folder before it is created again.
// People who move folders back often do so in several steps.
const goneFor = 10 * time.Second

// inPlace returns an error with code unavailable unless the journal's path still leads to the open file. Otherwise
// somebody has moved the folder away, or put another one in its place, and entries go to the old file, wherever it is
// now.
func (j *journal) inPlace() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	there, err := os.Stat(j.path)
	if err != nil {
		return disk.Explain(fmt.Errorf("look at the journal: %w", err), filepath.Dir(j.path))
	}
	ours, err := j.file.Stat()
	if err != nil {
		return disk.Explain(fmt.Errorf("look at the journal: %w", err), j.path)
	}
	if !os.SameFile(there, ours) {
		return genesis.Unavailable(genesis.PartDisk,
			"%s holds another world's files now: put the folder back that was there, "+
				"or start the engine anew to go on with what is there", filepath.Dir(j.path)).With("disk", filepath.Dir(j.path))
	}
	return nil
}

// writeAgain copies the whole journal to its path, where there must be no file, and continues in the copy.
func (j *journal) writeAgain() error {
	j.disk.Lock()
	defer j.disk.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	info, err := j.file.Stat()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(j.path, os.O_CREATE|os.O_EXCL|os.O_APPEND|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, io.NewSectionReader(j.file, 0, info.Size()))
	if err = errors.Join(err, f.Sync(), disk.SyncDir(filepath.Dir(j.path))); err != nil {
		return errors.Join(err, f.Close(), os.Remove(j.path))
	}
	was := j.file
	j.file = f
	return was.Close()
}

// keepFolder checks that the world's folder is still in place. If it was moved away, the journal continues in the moved
// file, so that nothing is lost when the folder comes back. If the data folder exists but the world's folder stays
// missing, keepFolder creates it again, with the journal, the lock and a checkpoint.
func (h *Host) keepFolder(ctx context.Context) error {
	err := h.journal.inPlace()
	if err == nil {
		h.gone = time.Time{}
		return nil
	}
	dir := WorldDir(h.settings)
	if _, away := os.Stat(h.journal.path); !errors.Is(away, fs.ErrNotExist) {
		return err
	}
	if info, away := os.Stat(h.settings.DataDir); away != nil || !info.IsDir() {
		h.gone = time.Time{}
		return disk.Explain(cmp.Or(away, err), h.settings.DataDir)
	}
	if h.gone.IsZero() {
		h.gone = time.Now()
	}
	if time.Since(h.gone) < goneFor {
		return err
	}
	if err := h.remakeFolder(); err != nil {
		return disk.Explain(fmt.Errorf("make the world's folder again: %w", err), dir)
	}
	h.log.Warn("the folder of the world was gone: it is made again, with the journal and a checkpoint", "folder", dir)
	_, err = h.save(ctx, 0)
	if redisAway(err) {
		err = nil
	}
	return err
}

func (h *Host) remakeFolder() error {
	dir := WorldDir(h.settings)
	for _, d := range []string{dir, filepath.Join(dir, "film")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	lock, err := lockWorld(dir)
	if err != nil {
		return err
	}
	if err := h.journal.writeAgain(); err != nil {
		return errors.Join(err, lock.Close())
	}
	was := h.lock
	h.lock = lock
	return was.Close()
}
