//go:build unix

package gateway

import (
	"math"
	"syscall"
)

// openFiles returns how many files this process may have open. The Go runtime has raised the limit to the hard limit at
// start.
func openFiles() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxInt32
	}
	return min(uint64(limit.Cur), math.MaxInt32) //nolint:unconvert // signed on FreeBSD
}
