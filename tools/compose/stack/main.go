package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	runtime.LockOSThread() // the kernel ends what was started with Pdeathsig when this thread ends
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) < 2 {
		fmt.Fprintf(os.Stderr, "usage: stack REPOSITORY [SCENARIO ...]\nscenarios: %s\n", strings.Join(names(), " "))
		os.Exit(2)
	}
	repo, err := filepath.Abs(os.Args[1])
	switch {
	case err != nil:
	case os.Getenv("STACK_INSIDE") != "":
		err = inside(ctx, repo, os.Args[2:])
	default:
		err = outside(ctx, repo, os.Args[2:])
	}
	switch {
	case ctx.Err() != nil:
		say("interrupted; everything that was started has been ended")
		os.Exit(130)
	case err != nil:
		say("FAILED: %v", err)
		os.Exit(1)
	}
}

// outside builds what the check needs and runs it in namespaces of its own: its network leaves the machine's ports
// alone, and its mounts and processes are gone, by the kernel, when the first process in there ends.
func outside(ctx context.Context, repo string, scenarios []string) error {
	for _, name := range scenarios {
		if !slices.Contains(names(), name) {
			return fmt.Errorf("no scenario is called %s; there are %s", name, strings.Join(names(), ", "))
		}
	}
	if lacks := missing(repo); lacks != nil {
		return fmt.Errorf("this machine lacks: %s", strings.Join(lacks, "; "))
	}
	if err := build(ctx, repo); err != nil {
		return err
	}
	if err := serveTunnel(ctx, tunnelSocket(repo)); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, os.Args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "STACK_INSIDE=1", fmt.Sprintf("STACK_BEGAN=%d", began.UnixMilli()))
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID |
			syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS,
		Setpgid: true, Pdeathsig: syscall.SIGKILL,
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = time.Minute
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("in the namespaces: %w; the logs are in %s", err, filepath.Join(place(repo), "logs"))
	}
	say("ok")
	return nil
}

// inside is outside in its namespaces.
func inside(ctx context.Context, repo string, scenarios []string) error {
	if err := errors.Join(syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""),
		syscall.Mount("proc", "/proc", "proc", 0, ""), syscall.Mount("tmpfs", "/run", "tmpfs", 0, "")); err != nil {
		return fmt.Errorf("mount /proc and /run anew: %w", err)
	}
	if err := exec.CommandContext(ctx, "ip", "link", "set", "lo", "up").Run(); err != nil {
		return fmt.Errorf("bring the loopback interface up: %w", err)
	}
	st := &stack{repo: repo, docker: newDocker(repo)}
	defer st.docker.stop()
	if err := st.docker.start(ctx, 0); err != nil {
		return err
	}
	if err := st.nameServer(ctx); err != nil {
		return err
	}
	if err := st.images(ctx); err != nil {
		return err
	}
	for _, s := range all {
		if len(scenarios) > 0 && !slices.Contains(scenarios, s.name) {
			continue
		}
		say("== %s: %s", s.name, s.about)
		if err := st.run(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// place is where everything of the check lies; it can be deleted.
func place(repo string) string { return filepath.Join(repo, "data", ".compose") } // a name that go passes over

// missing names everything that this machine lacks, at once.
func missing(repo string) (lacks []string) {
	if os.Geteuid() != 0 {
		lacks = append(lacks, "root, for a Docker daemon and namespaces of its own")
	}
	for _, p := range []struct{ program, pkg string }{
		{"dockerd", "docker.io"}, {"ip", "iproute2"}, {"iptables", "iptables"}, {"taskset", "util-linux"},
		{"redis-server", "redis-server"},
		{"nginx", "nginx-light"}, {"busybox", "busybox"}, {"prometheus", "prometheus"}, {"bash", "bash"}, {"npm", "npm"},
	} {
		if _, err := exec.LookPath(p.program); err != nil {
			lacks = append(lacks, p.program+" (apt-get install "+p.pkg+")")
		}
	}
	if postgresDir() == "" {
		lacks = append(lacks, "PostgreSQL (apt-get install postgresql)")
	}
	if temporalCLI(repo) == "" {
		lacks = append(lacks, "the Temporal CLI (go tool task test:setup)")
	}
	return lacks
}

var began = time.Now()

func say(format string, args ...any) {
	fmt.Printf("%6.1f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, args...))
}

func init() {
	var ms int64
	if _, err := fmt.Sscan(os.Getenv("STACK_BEGAN"), &ms); err == nil {
		began = time.UnixMilli(ms)
	}
}
