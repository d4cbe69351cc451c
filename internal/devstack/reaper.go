package devstack

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// ReapCommand is the argument with which up starts its own binary as the reaper.
const ReapCommand = "reap"

// orphanGrace is how long the reaper waits for each orphan to stop by itself.
const orphanGrace = 10 * time.Second

// reaper is a process that cleans up after up is killed by SIGKILL. It reads the ids of the children from a pipe; if
// the pipe closes while children are left, it stops them. It holds the lock on the data folder until then, so that no
// new up can start beside the orphans.
type reaper struct {
	mu   sync.Mutex
	pipe io.WriteCloser
	cmd  *exec.Cmd
}

func startReaper(program string, env []string, lock *os.File) (*reaper, error) {
	cmd := exec.Command(program, ReapCommand)
	cmd.Env = env
	cmd.ExtraFiles = []*os.File{lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("pipe to the reaper: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the reaper: %w", err)
	}
	return &reaper{pipe: pipe, cmd: cmd}, nil
}

func (r *reaper) add(pid int)    { r.tell("+", pid) }
func (r *reaper) remove(pid int) { r.tell("-", pid) }

// tell is best effort: without a reaper, the system only lacks its protection against a SIGKILL of up.
func (r *reaper) tell(sign string, pid int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = fmt.Fprintf(r.pipe, "%s%d\n", sign, pid)
}

// Close ends the reaper.
func (r *reaper) Close() error {
	_ = r.pipe.Close() // fails if the reaper has died, which Wait reports
	return r.cmd.Wait()
}

// Reap is the main function of the reaper process. It reads "+pid" and "-pid" lines until the end of in, then stops the
// remaining process groups in reverse order of their start.
func Reap(in io.Reader) {
	var pids []int
	for lines := bufio.NewScanner(in); lines.Scan(); {
		n, err := strconv.Atoi(lines.Text()) // Atoi accepts "+12"
		switch {
		case err != nil:
		case n > 0:
			pids = append(pids, n)
		default:
			pids = slices.DeleteFunc(pids, func(p int) bool { return p == -n })
		}
	}
	slices.Reverse(pids)
	for _, pid := range pids {
		reap(pid)
	}
}

func reap(pid int) {
	signalGroup(pid, syscall.SIGTERM)
	for deadline := time.Now().Add(orphanGrace); alive(pid) && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	signalGroup(pid, syscall.SIGKILL)
}

// isZombie reports whether the content of a /proc/<pid>/stat describes a zombie.
func isZombie(stat []byte) bool {
	_, state, ok := strings.Cut(string(stat), ") ")
	return ok && strings.HasPrefix(state, "Z")
}
