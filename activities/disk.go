package activities

import (
	"errors"
	"io/fs"
	"slices"
	"syscall"

	"github.com/ai-genesis/ai-genesis"
)

// refusals are the ways of a disk to say no that trying again can't cure: somebody has to see to it.
var refusals = []error{
	fs.ErrPermission, syscall.EROFS, syscall.ENOTDIR, syscall.EISDIR, syscall.ENOSPC, syscall.EDQUOT,
}

// refused gives a lasting refusal of the disk the code forbidden, which ends the step; other errors stay as they are.
func refused(err error) error {
	if slices.ContainsFunc(refusals, func(no error) bool { return errors.Is(err, no) }) {
		return genesis.Errorf(genesis.CodeForbidden, "the disk refuses: %v", err)
	}
	return err
}
