package worker

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// niceness is the nice value of a worker process.
const niceness = 10

// Yield lowers the priority of this process below that of an engine on the same machine, because the world must keep
// its rate while trials use all processors. Linux keeps a priority for each thread, and a new thread inherits that of
// the thread that creates it.
func Yield() error {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return fmt.Errorf("lower the worker's priority: %w", err)
	}
	for _, thread := range threads {
		id, err := strconv.Atoi(thread.Name())
		if err != nil {
			continue
		}
		err = syscall.Setpriority(syscall.PRIO_PROCESS, id, niceness)
		if err != nil && !errors.Is(err, syscall.ESRCH) { // a thread may have ended in the meantime
			return fmt.Errorf("lower the worker's priority: %w", err)
		}
	}
	return nil
}
