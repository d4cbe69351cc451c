package storm

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// part is one process of the system. While it is wanted, it is restarted whenever it ends, as a process supervisor
// would do.
type part struct {
	name string
	path string
	args []string
	env  []string
	dir  string
	log  *os.File

	mu        sync.Mutex
	before    func() // runs before each start
	wanted    bool
	clockSkew string // in seconds
	cmd       *exec.Cmd
	ended     chan struct{} // closed when cmd has ended
	crashes   int           // number of unrequested exits
	closed    chan struct{}
	wake      chan struct{}
	done      chan struct{}
}

// restartDelay is how long a part stays down after an unrequested exit.
const restartDelay = 500 * time.Millisecond

func newPart(dir, name, path string, env []string, args ...string) (*part, error) {
	log, err := os.OpenFile(filepath.Join(dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open the log of %s: %w", name, err)
	}
	p := &part{name: name, path: path, args: args, env: env, dir: dir, log: log, before: func() {},
		closed: make(chan struct{}), wake: make(chan struct{}, 1), done: make(chan struct{})}
	go p.supervise()
	return p, nil
}

// prepare sets a function to run before each start.
func (p *part) prepare(before func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = before
}

// supervise starts the process whenever it is wanted but not running, until close.
func (p *part) supervise() {
	defer close(p.done)
	for {
		ended := p.spawn()
		select {
		case <-p.closed:
			return
		case <-p.wake:
		case <-ended:
			p.mu.Lock()
			byItself := p.wanted && p.cmd != nil
			if p.cmd = nil; byItself {
				p.crashes++
			}
			p.mu.Unlock()
			if byItself {
				fmt.Fprintf(p.log, "storm: %s ended by itself\n", p.name)
				time.Sleep(restartDelay)
			}
		}
	}
}

// spawn starts the process if it is wanted and not running. The channel is closed when the process has ended; it is nil
// if there is none.
func (p *part) spawn() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		return p.ended
	}
	if !p.wanted {
		return nil
	}
	p.before()
	cmd := exec.Command(p.path, p.args...)
	cmd.Env = append(p.env[:len(p.env):len(p.env)], skewVariable+"="+p.clockSkew)
	cmd.Dir, cmd.Stdout, cmd.Stderr = p.dir, p.log, p.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		fmt.Fprintf(p.log, "storm: start %s: %v\n", p.name, err)
		time.AfterFunc(restartDelay, p.wakeUp)
		return nil
	}
	ended := make(chan struct{})
	p.cmd, p.ended = cmd, ended
	go func() { _ = cmd.Wait(); close(ended) }()
	return ended
}

func (p *part) wakeUp() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// start marks the process as wanted, with its clock offset by so many seconds ("" for none).
func (p *part) start(skewed string) {
	p.mu.Lock()
	p.wanted, p.clockSkew = true, skewed
	p.mu.Unlock()
	p.wakeUp()
}

// end marks the process as unwanted and sends it a signal. If it does not exit within the grace period, it is killed
// and end reports false.
func (p *part) end(sig syscall.Signal, grace time.Duration) (followed bool) {
	p.mu.Lock()
	p.wanted = false
	cmd, ended := p.cmd, p.ended
	p.mu.Unlock()
	if cmd == nil {
		return true
	}
	_ = cmd.Process.Signal(sig)
	followed = true
	select {
	case <-ended:
	case <-time.After(grace):
		_ = cmd.Process.Kill()
		<-ended
		followed = false
	}
	p.mu.Lock()
	p.cmd = nil
	p.mu.Unlock()
	return followed
}

// signal signals the process if it is running.
func (p *part) signal(sig syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		_ = p.cmd.Process.Signal(sig)
	}
}

// crashCount returns the number of unrequested exits.
func (p *part) crashCount() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.crashes
}

// close ends the process for good.
func (p *part) close(grace time.Duration) (followed bool) {
	p.signal(syscall.SIGCONT)
	followed = p.end(syscall.SIGTERM, grace)
	close(p.closed)
	<-p.done
	_ = p.log.Close()
	return followed
}
