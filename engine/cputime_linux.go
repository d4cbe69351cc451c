package engine

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is how long the calling thread has had a processor. What waits for one, behind other processes, does not
// count.
func cpuTime() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
