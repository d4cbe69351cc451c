//go:build !linux

package engine

import "time"

var processStart = time.Now()

// cpuTime is the time of day where a thread's own time can't be asked for. A trait is then judged with what other
// processes took in it, which the baseline, measured on the same clock, has too.
func cpuTime() time.Duration { return time.Since(processStart) }
