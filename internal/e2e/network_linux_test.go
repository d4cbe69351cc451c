package e2e

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// network joins machines, each a network namespace with one TUN device, by a router in this process. The router holds a
// packet back for the delay of both machines, and drops it if one of them is cut off. Linux' own netem does the same,
// but many kernels are built without it. A cut drops packets in silence, as a broken cable does: no connection is
// reset.
type network struct {
	machines map[netip.Addr]*machine
	links    map[link]chan packet
}

// link is from one machine to another. Each has its own queue, so that a packet of a near machine does not wait for one
// of a far machine.
type link struct{ from, to *machine }

// machine is one end. Its processes see its own device and its own loopback device, nothing else.
type machine struct {
	name  string
	addr  netip.Addr
	dev   *os.File
	delay atomic.Int64 // one way [ns]
	cut   atomic.Bool
}

type packet struct {
	due  time.Time
	data []byte
}

// inNamespaces runs the calling test again in namespaces of its own, and reports whether this is that second run.
func inNamespaces(t *testing.T) bool {
	t.Helper()
	if os.Getenv("GENESIS_TEST_INSIDE") != "" {
		return true
	}
	if os.Geteuid() != 0 {
		need(t, "root, for network namespaces")
	}
	for _, program := range []string{"ip", "redis-server"} {
		if _, err := exec.LookPath(program); err != nil {
			need(t, program)
		}
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.count=1", "-test.timeout=90m",
		"-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "GENESIS_TEST_INSIDE=1")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS,
		Pdeathsig: syscall.SIGTERM}
	if err := cmd.Run(); err != nil {
		t.Fatalf("in namespaces of its own: %v", err)
	}
	return false
}

// newNetwork makes the machines, and gives this process the address .1 of their network.
func newNetwork(t *testing.T, names ...string) *network {
	t.Helper()
	// ip keeps the names of namespaces in this folder, which then is seen by this test only.
	err := errors.Join(syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""), os.MkdirAll("/run/netns", 0o755),
		syscall.Mount("tmpfs", "/run/netns", "tmpfs", 0, ""))
	if err != nil {
		t.Fatal(err)
	}
	n := &network{machines: map[netip.Addr]*machine{}, links: map[link]chan packet{}}
	for i, name := range append([]string{""}, names...) {
		m := &machine{name: name, addr: netip.AddrFrom4([4]byte{10, 77, 0, byte(i + 1)})}
		if name != "" {
			ip(t, "netns", "add", name)
		}
		m.open(t)
		n.machines[m.addr] = m
	}
	for _, from := range n.machines {
		for _, to := range n.machines {
			queue := make(chan packet, 10_000)
			n.links[link{from, to}] = queue
			go to.write(queue)
		}
	}
	for _, m := range n.machines {
		go n.read(m)
	}
	return n
}

func (n *network) machine(name string) *machine {
	for _, m := range n.machines {
		if m.name == name {
			return m
		}
	}
	panic("no machine is called " + name)
}

// inNamespace makes the arguments of ip, or of a program, run on the machine.
func (m *machine) inNamespace(args ...string) []string {
	if m.name == "" {
		return args
	}
	return append([]string{"ip", "netns", "exec", m.name}, args...)
}

func ip(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		t.Fatalf("ip %v: %v: %s", args, err, out)
	}
}

// open makes the machine's device and keeps its other end.
func (m *machine) open(t *testing.T) {
	t.Helper()
	made := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: a thread in another namespace ends with its goroutine
		made <- m.device()
	}()
	if err := <-made; err != nil {
		t.Fatalf("the device of %q: %v", m.name, err)
	}
	t.Cleanup(func() { m.dev.Close() })
	for _, args := range [][]string{{"ip", "addr", "add", m.addr.String() + "/24", "dev", "net0"},
		{"ip", "link", "set", "net0", "up"}, {"ip", "link", "set", "lo", "up"}} {
		args = m.inNamespace(args...)
		ip(t, args[1:]...)
	}
}

func (m *machine) device() error {
	if m.name != "" {
		ns, err := os.Open("/run/netns/" + m.name)
		if err != nil {
			return err
		}
		defer ns.Close()
		if err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET); err != nil {
			return err
		}
	}
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	var request struct {
		name  [unix.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}
	copy(request.name[:], "net0")
	request.flags = unix.IFF_TUN | unix.IFF_NO_PI
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.TUNSETIFF, uintptr(unsafe.Pointer(&request)))
	if errno != 0 {
		return errno
	}
	m.dev = os.NewFile(uintptr(fd), "net0 of "+m.name)
	return nil
}

// read takes what a machine sends.
func (n *network) read(m *machine) {
	for buffer := make([]byte, 65_536); ; {
		size, err := m.dev.Read(buffer)
		if err != nil {
			return // the test ends
		}
		other := n.machines[destination(buffer[:size])]
		if other == nil || m.cut.Load() || other.cut.Load() {
			continue
		}
		delay := time.Duration(m.delay.Load() + other.delay.Load())
		select {
		case n.links[link{m, other}] <- packet{time.Now().Add(delay), slices.Clone(buffer[:size])}:
		default: // a full queue drops, as a router's does
		}
	}
}

func (m *machine) write(queue chan packet) {
	for p := range queue {
		time.Sleep(time.Until(p.due))
		if !m.cut.Load() {
			_, _ = m.dev.Write(p.data) // what the machine can't take is lost, and sent again by its sender
		}
	}
}

// destination is where an IPv4 packet goes; none for others.
func destination(data []byte) netip.Addr {
	if len(data) < 20 || data[0]>>4 != 4 {
		return netip.Addr{}
	}
	to, _ := netip.AddrFromSlice(data[16:20])
	return to
}

// quota lets a process have a share of a processor, by a control group of its own, as if it were on a slow machine.
func quota(t *testing.T, pid int, share float64) {
	t.Helper()
	root, file, line := "/sys/fs/cgroup", "cpu.max", fmt.Sprintf("%d 100000", int(share*100_000))
	if _, err := os.Stat(root + "/cgroup.controllers"); err != nil {
		root, file, line = "/sys/fs/cgroup/cpu", "cpu.cfs_quota_us", strconv.Itoa(int(share*100_000))
	}
	dir := filepath.Join(root, fmt.Sprintf("genesis-test-%d", pid))
	err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, file), []byte(line), 0o644),
		os.WriteFile(filepath.Join(dir, "cgroup.procs"), []byte(strconv.Itoa(pid)), 0o644))
	if err != nil {
		t.Fatalf("give the process %d a share of a processor: %v", pid, err)
	}
	t.Cleanup(func() {
		eventually(t, 10*time.Second, "the end of "+dir, func() bool { return os.Remove(dir) == nil })
	})
}

// processorTime is what a process has had, its threads that have ended too.
func processorTime(t *testing.T, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return time.Duration(user+system) * 10 * time.Millisecond // the kernel counts hundredths of a second for all
}
