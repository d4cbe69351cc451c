//go:build !linux

package engine

import "time"

var processStart = time.Now()

// cpuTime is wall-clock time on systems where the CPU time of a thread is not available. The times of traits then
// include those of other processes, but so does the baseline that they are compared with.
func cpuTime() time.Duration { return time.Since(processStart) }
