// Package disk writes files atomically and durably, so that they are complete or absent even after a power cut, and
// explains in plain words which disk refuses a write and why. It imports only the standard library and package genesis.
package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/ai-genesis/ai-genesis"
)

// Write atomically writes a file, replacing an existing one.
func Write(path string, data []byte, mode fs.FileMode) error {
	return WriteWith(path, func(f *os.File) error {
		_, err := f.Write(data)
		return errors.Join(err, f.Chmod(mode))
	})
}

// WriteWith is Write for content produced by fill, which gets a temporary file beside path that only this process's
// user can read. If fill fails, path is unchanged.
func WriteWith(path string, fill func(f *os.File) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	err = errors.Join(fill(f), f.Sync(), f.Close())
	if err == nil {
		err = Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Rename renames a file and syncs its folder: otherwise a power cut may bring the old name back.
func Rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(to))
}

// OwnAs gives a new file the mode and owner of the file that it replaces, so that every program that could open the old
// file can open the new one, whoever has written it.
func OwnAs(f *os.File, old fs.FileInfo) error {
	if err := f.Chmod(old.Mode().Perm()); err != nil {
		return err
	}
	owner, ok := old.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return f.Chown(int(owner.Uid), int(owner.Gid))
}

// SyncDir syncs the names in a folder to disk.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) { // not supported by some file systems
		err = nil
	}
	return errors.Join(err, d.Close())
}

// refusals are the errors by which a disk refuses, with advice for a user.
var refusals = []struct {
	err          error
	says, advice string
}{
	{syscall.ENOSPC, "is full", "free some space there"},
	{syscall.EDQUOT, "is full for this user", "free some space there, or raise the quota"},
	{syscall.EROFS, "is read-only", "mount it for writing"},
	{syscall.EIO, "reports an error of its own", "look into the system's log"},
}

// unreachable are the errors of a path that leads nowhere, with advice for a user.
var unreachable = []struct {
	err          error
	says, advice string
}{
	{fs.ErrNotExist, "is gone", "put the folder back where it was"},
	{syscall.ENOTDIR, "can't be reached, for a file has taken the place of a folder", "put the folder back"},
	{syscall.ELOOP, "can't be reached, for its symbolic links go round in a circle", "put the folder back"},
	{syscall.ENAMETOOLONG, "can't be written, for its name is too long for the disk", "move the data to a shorter path"},
	{syscall.EMFILE, "can't be opened, for this process has too many files open", "raise its limit (ulimit -n)"},
	{syscall.ENFILE, "can't be opened, for this machine has too many files open", "raise fs.file-max"},
}

// Explain converts an error of a disk to one with code unavailable that says in plain words which disk refused, why,
// and what to do. Other errors are returned unchanged. path is any path on that disk.
func Explain(err error, path string) error {
	if err == nil {
		return nil
	}
	if _, ours := errors.AsType[*genesis.Error](err); ours {
		return err
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			if errors.Is(r.err, syscall.ENOSPC) && noFilesLeft(path) {
				r.says, r.advice = "is full of files (it has no inodes left)", "remove files there, however small"
			}
			e := genesis.Unavailable(genesis.PartDisk, "the disk of %s (mounted at %s) %s: %s", path, MountPoint(path), r.says,
				r.advice)
			return e.With("disk", MountPoint(path))
		}
	}
	for _, u := range unreachable {
		if errors.Is(err, u.err) {
			return genesis.Unavailable(genesis.PartDisk, "%s %s: %s", path, u.says, u.advice).With("disk", path)
		}
	}
	return err
}

// noFilesLeft reports whether the file system of path has run out of inodes, which neither its free space nor a plain
// df shows.
func noFilesLeft(path string) bool {
	var fs syscall.Statfs_t
	return syscall.Statfs(MountPoint(path), &fs) == nil && fs.Files > 0 && fs.Ffree == 0
}

// MountPoint returns the folder at which the file system of path is mounted.
func MountPoint(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	device, ok := deviceOf(path)
	for parent := filepath.Dir(path); parent != path; path, parent = parent, filepath.Dir(parent) {
		above, known := deviceOf(parent)
		if ok && known && above != device {
			break
		}
		device, ok = above, known
	}
	return path
}

func deviceOf(path string) (device uint64, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return uint64(stat.Dev), true //nolint:unconvert // signed and of 32 bits on macOS
}
