package devstack

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	restartMin       = 200 * time.Millisecond // pause before a dead child is restarted; doubles with each death
	restartMax       = 10 * time.Second
	stableAfter      = 10 * time.Second // a child that lived this long starts again from restartMin
	softRestartAfter = time.Second      // exit status 0 after this long is a soft restart; before it, a failure
	maxStartDeaths   = 5                // up gives up after so many deaths before the first sign of life
)

// errKilled means that a child did not stop in time and was killed.
var errKilled = errors.New("it had to be killed")

// child is a process that is restarted whenever it ends, until Stop is called.
type child struct {
	name      string
	path      string
	args      []string
	env       []string
	stop      syscall.Signal // asks the process to end
	before    func()         // runs before each start; may be nil
	grace     time.Duration  // time between the stop signal and SIGKILL
	out       *lineWriter    // receives standard output and standard error
	log       io.Closer
	console   *console
	reaper    *reaper
	stopping  chan struct{} // closed by Stop
	done      chan struct{} // closed once the process has ended and stays ended
	killed    chan struct{} // closed to skip the grace period
	deaths    atomic.Int32
	pid       atomic.Int32
	hadToKill bool // written before done is closed
}

// start starts the process and the goroutine that supervises it. It returns an error if the first start fails.
func (c *child) start() error {
	c.stopping, c.done, c.killed = make(chan struct{}), make(chan struct{}), make(chan struct{})
	cmd, err := c.spawn()
	if err != nil {
		return fmt.Errorf("start %s: %w", c.name, err)
	}
	go c.watch(cmd)
	return nil
}

// spawn starts the process once, in its own process group: Ctrl-C in a terminal must reach only up, which stops the
// parts in order.
func (c *child) spawn() (*exec.Cmd, error) {
	if c.before != nil {
		c.before()
	}
	cmd := exec.Command(c.path, c.args...)
	cmd.Env = c.env
	cmd.Stdout, cmd.Stderr = c.out, c.out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 2 * time.Second // a grandchild may hold the pipe open
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c.pid.Store(int32(cmd.Process.Pid))
	c.reaper.add(cmd.Process.Pid)
	return cmd, nil
}

func (c *child) watch(cmd *exec.Cmd) {
	defer close(c.done)
	pause := restartMin
	for {
		began := time.Now()
		if cmd != nil {
			err := c.wait(cmd)
			if c.isStopping() {
				return
			}
			lived := time.Since(began)
			if lived > stableAfter {
				pause = restartMin
			}
			if err == nil && lived > softRestartAfter {
				pause = 0
				c.console.printLine("%s restarts itself", c.name)
			} else {
				c.deaths.Add(1)
				c.console.printLine("%s died (%s); restarting it in %v", c.name, reason(err), pause)
			}
		}
		select {
		case <-time.After(pause):
		case <-c.stopping:
			return
		}
		pause = min(max(2*pause, restartMin), restartMax)
		var err error
		if cmd, err = c.spawn(); err != nil {
			c.deaths.Add(1)
			c.console.printLine("%s can't be started again: %v; next try in %v", c.name, err, pause)
		}
	}
}

// wait waits for the process to end. After Stop it sends the stop signal, and SIGKILL when the grace period is over.
func (c *child) wait(cmd *exec.Cmd) error {
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer c.reaper.remove(cmd.Process.Pid)
	defer c.pid.Store(0)
	select {
	case err := <-ended:
		return err
	case <-c.stopping:
	}
	signalGroup(cmd.Process.Pid, c.stop)
	select {
	case err := <-ended:
		return err
	case <-c.killed:
	case <-time.After(c.grace):
		c.console.printLine("%s did not stop within %v: killed", c.name, c.grace)
	}
	c.hadToKill = true
	signalGroup(cmd.Process.Pid, syscall.SIGKILL)
	return <-ended
}

// Name returns the name of the part that the process is.
func (c *child) Name() string { return c.name }

// Stop ends the process and waits for it. Closing kill skips the grace period; Stop then returns errKilled.
func (c *child) Stop(kill <-chan struct{}) error {
	close(c.stopping)
	select {
	case <-c.done:
	case <-kill:
		close(c.killed)
		<-c.done
	}
	if c.hadToKill {
		return errors.Join(errKilled, c.log.Close())
	}
	return c.log.Close()
}

func (c *child) isStopping() bool {
	select {
	case <-c.stopping:
		return true
	default:
		return false
	}
}

// crashLoopError reports a child that died repeatedly before it worked, with the last line of its log.
func (c *child) crashLoopError(logs string) error {
	if c.deaths.Load() < maxStartDeaths {
		return nil
	}
	return fmt.Errorf("%s does not start: %s (its log: %s/%s.log)", c.name, c.out.last(), logs, c.name)
}

// signalGroup signals a child and everything it started. A group that no longer exists is not an error.
func signalGroup(pid int, sig syscall.Signal) {
	if err := syscall.Kill(-pid, sig); errors.Is(err, syscall.EPERM) {
		_ = syscall.Kill(pid, sig) // macOS: a member of the group is a zombie
	}
}

func reason(err error) string {
	if err == nil {
		return "it ended without being asked"
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.String()
	}
	return err.Error()
}

// alive reports whether a process with this id exists and is not a zombie.
func alive(pid int) bool {
	if pid <= 0 || syscall.Kill(pid, 0) == syscall.ESRCH {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || !isZombie(stat)
}
