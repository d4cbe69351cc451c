//go:build !linux

package worker

// Yield does nothing, because thread priorities work differently outside Linux.
func Yield() error { return nil }
