package activities

import (
	"errors"
	"io/fs"
	"slices"
	"syscall"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// refusals are the ways of a disk to say no that trying again can't cure: somebody has to change how it is set up.
var refusals = []error{fs.ErrPermission, syscall.EROFS, syscall.ENOTDIR, syscall.EISDIR}

// refused gives a lasting refusal of the disk of path the code forbidden, which ends the step. One that is full is away until
// there is room: the step waits for it as for any part. Other errors stay as they are.
func refused(err error, path string) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return disk.Explain(err, path)
	}
	if slices.ContainsFunc(refusals, func(no error) bool { return errors.Is(err, no) }) {
		return genesis.Errorf(genesis.CodeForbidden, "the disk refuses: %v", err)
	}
	return err
}
