//go:build unix

package gateway

import (
	"math"
	"syscall"
)

// openFiles is how many files this process may have open. Go has raised it to the hard limit at the start.
func openFiles() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxInt32
	}
	return min(uint64(limit.Cur), math.MaxInt32) //nolint:unconvert // signed on FreeBSD
}
