package activities

import (
	"errors"
	"io/fs"
	"syscall"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// misplaced lists the errors of a folder that a person must fix, with advice.
var misplaced = []struct {
	err    error
	advice string
}{
	{fs.ErrPermission, "give the engine's user the right to write there"},
	{syscall.ENOTDIR, "a file is in the way: put the folder back"},
	{syscall.EISDIR, "a folder has the name of a file: move it away"},
	{syscall.ELOOP, "its symbolic links go round in a circle: put the folder back"},
}

// classifyDiskError gives errors of the folder of traits the code unavailable, so that the step is retried until the
// disk accepts the write, and says which disk failed, why, and what to do. It returns other errors unchanged.
func classifyDiskError(err error, path string) error {
	for _, m := range misplaced {
		if errors.Is(err, m.err) {
			return genesis.Unavailable(genesis.PartDisk, "the folder of generated traits, %s, refuses (%v): %s",
				path, plain(err), m.advice)
		}
	}
	return disk.Explain(err, path)
}

// plain returns the error of the operating system without the names of files.
func plain(err error) error {
	if no, ok := errors.AsType[syscall.Errno](err); ok {
		return no
	}
	return err
}
