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

// network connects machines, each a network namespace with one TUN device, through a router in this process. The router
// delays each packet by the delays of both machines, and drops it if one of them is disconnected. Linux's own netem
// would do the same, but many kernels are built without it. Packets are dropped silently, as by a broken cable: no
// connection is reset.
type network struct {
	machines map[netip.Addr]*machine
	links    map[link]chan packet
}

// link connects one machine to another in one direction. Each link has its own queue, so that packets of a near machine
// don't wait for those of a distant one.
type link struct{ from, to *machine }

// machine is one end of the network. Its processes see only its own TUN and loopback devices.
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

// inNamespaces runs the calling test again in new namespaces, and reports whether this is that second run.
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

// newNetwork creates the machines, and gives this process address .1 of their network.
func newNetwork(t *testing.T, names ...string) *network {
	t.Helper()
	// The ip command keeps the names of namespaces in this folder; mounting over it hides them from everything but this
	// test.
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

// inNamespace turns arguments of ip, or a program, into a command that runs on the machine.
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

// open creates the machine's device and keeps the other end.
func (m *machine) open(t *testing.T) {
	t.Helper()
	made := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread, which is in another namespace, ends with its goroutine
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

// read reads the packets that a machine sends.
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
		default: // drop packets when the queue is full, as a router does
		}
	}
}

func (m *machine) write(queue chan packet) {
	for p := range queue {
		time.Sleep(time.Until(p.due))
		if !m.cut.Load() {
			_, _ = m.dev.Write(p.data) // a lost packet is retransmitted by its sender
		}
	}
}

// destination returns the destination of an IPv4 packet; the zero address for others.
func destination(data []byte) netip.Addr {
	if len(data) < 20 || data[0]>>4 != 4 {
		return netip.Addr{}
	}
	to, _ := netip.AddrFromSlice(data[16:20])
	return to
}

// quota limits a process to a share of a processor by its own control group, as if it ran on a slow machine.
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

// processorTime returns the processor time of a process, including ended threads.
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
	return time.Duration(user+system) * 10 * time.Millisecond // /proc counts in hundredths of a second
}
