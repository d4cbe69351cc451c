package activities

import (
	"errors"
	"io/fs"
	"syscall"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// misplaced are the ways of a folder to say no that somebody has to cure, with what they can do.
var misplaced = []struct {
	err    error
	advice string
}{
	{fs.ErrPermission, "give the engine's user the right to write there"},
	{syscall.ENOTDIR, "a file is in the way: put the folder back"},
	{syscall.EISDIR, "a folder has the name of a file: move it away"},
	{syscall.ELOOP, "its symbolic links go round in a circle: put the folder back"},
}

// classifyDiskError gives what the disk of path refuses the code unavailable: the step waits until the disk takes it,
// as for any part, and people read which disk it is, why, and what to do. Other errors stay as they are.
func classifyDiskError(err error, path string) error {
	for _, m := range misplaced {
		if errors.Is(err, m.err) {
			return genesis.Unavailable(genesis.PartDisk, "the folder of generated traits, %s, refuses (%v): %s",
				path, plain(err), m.advice)
		}
	}
	return disk.Explain(err, path)
}

// plain is an error without the names of files, the words of the system alone.
func plain(err error) error {
	if no, ok := errors.AsType[syscall.Errno](err); ok {
		return no
	}
	return err
}
