package worker

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	tworker "go.temporal.io/sdk/worker"
)

// fresh is how long a reading is valid. The SDK asks up to a hundred times a second while it has no free slot.
const fresh = 500 * time.Millisecond

// machine reports the use of the machine. Processor time at a lower priority, at which trials run, does not count,
// because any other process gets it at once. Memory is that of the container if it has a limit.
type machine struct {
	mu        sync.Mutex
	read      time.Time
	err       error
	busy, all uint64  // from /proc/stat at the last reading [jiffies]
	cpu, mem  float64 // shares in use
}

func newMachine() tworker.SysInfoProvider {
	m := &machine{}
	if m.refresh(time.Now()); m.err != nil {
		return nil
	}
	return m
}

// CpuUsage implements worker.SysInfoProvider.
//
//nolint:revive // the SDK's name
func (m *machine) CpuUsage(*tworker.SysInfoContext) (float64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refresh(time.Now())
	return m.cpu, m.err
}

// MemoryUsage implements worker.SysInfoProvider.
func (m *machine) MemoryUsage(*tworker.SysInfoContext) (float64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refresh(time.Now())
	return m.mem, m.err
}

func (m *machine) refresh(now time.Time) {
	if now.Sub(m.read) < fresh {
		return
	}
	m.read = now
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		m.err = fmt.Errorf("read how busy the processors are: %w", err)
		return
	}
	busy, all, err := jiffies(text)
	if err == nil && all > m.all {
		m.cpu = float64(busy-min(busy, m.busy)) / float64(all-m.all)
		m.busy, m.all = busy, all
	}
	if m.err = err; err == nil {
		m.mem, m.err = memory()
	}
}

// jiffies reads the first line of /proc/stat: cpu user nice system idle iowait irq softirq steal. The fields nice, idle
// and iowait do not count as busy.
func jiffies(stat []byte) (busy, all uint64, err error) {
	line, _, _ := bytes.Cut(stat, []byte("\n"))
	fields := strings.Fields(string(line))
	if len(fields) < 9 || fields[0] != "cpu" {
		return 0, 0, fmt.Errorf("/proc/stat begins with %q, want cpu and eight numbers", line)
	}
	for i, field := range fields[1:9] {
		n, err := strconv.ParseUint(field, 10, 64)
		if err != nil {
			return 0, 0, fmt.Errorf("/proc/stat: %w", err)
		}
		all += n
		if i != 1 && i != 3 && i != 4 {
			busy += n
		}
	}
	return busy, all, nil
}

// memory returns the share of memory in use: of the container's limit (cgroup v2) if there is one, else of the machine.
func memory() (float64, error) {
	limit, err := number("/sys/fs/cgroup/memory.max")
	if err == nil {
		used, err := number("/sys/fs/cgroup/memory.current")
		stat, errStat := os.ReadFile("/sys/fs/cgroup/memory.stat")
		if err == nil && errStat == nil && limit > 0 {
			// The kernel evicts cached files when it needs memory.
			return (used - min(used, amount(stat, "inactive_file"))) / limit, nil
		}
	}
	info, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, fmt.Errorf("read how much memory is used: %w", err)
	}
	total, available := amount(info, "MemTotal:"), amount(info, "MemAvailable:")
	if total <= 0 {
		return 0, fmt.Errorf("/proc/meminfo does not tell MemTotal")
	}
	return 1 - available/total, nil
}

func number(path string) (float64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(strings.TrimSpace(string(text)), 64) // "max" means no limit and fails to parse
}

// amount returns the number that follows a name in lines of names and numbers, or 0 if the name is missing.
func amount(lines []byte, name string) float64 {
	for line := range strings.Lines(string(lines)) {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == name {
			n, _ := strconv.ParseFloat(fields[1], 64)
			return n
		}
	}
	return 0
}
