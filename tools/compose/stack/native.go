//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"syscall"
	"time"
)

// native runs the services in namespaces of their own: their network, mounts and processes touch nothing of the machine
// and are gone, by the kernel, when the first process in there ends.
func native(ctx context.Context, repo string) error {
	if err := need(repo); err != nil {
		return err
	}
	project, err := load(ctx, repo, "synth")
	if err != nil {
		return err
	}
	built, err := build(ctx, repo, project)
	if err != nil {
		return err
	}
	given, err := json.Marshal(built)
	if err != nil {
		return err
	}
	if err := os.Setenv("STACK_PROGRAMS", string(given)); err != nil {
		return err
	}
	return within(ctx, repo, "inside", syscall.CLONE_NEWNS|syscall.CLONE_NEWNET|syscall.CLONE_NEWPID|syscall.CLONE_NEWIPC)
}

// within runs a step of this program as the first process of new namespaces.
func within(ctx context.Context, repo, step string, namespaces uintptr) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, step, repo)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces, Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = time.Minute
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("in the namespaces: %w; the logs are in %s", err, logs(repo))
	}
	return nil
}

func logs(repo string) string { return filepath.Join(repo, "data", "stack", "logs") }

// need names everything that this machine lacks, at once.
func need(repo string) error {
	var lacks missing
	if os.Geteuid() != 0 {
		lacks = append(lacks, "root, for namespaces and the services' own users")
	}
	for _, p := range []struct{ program, from string }{
		{"redis-server", "apt-get install redis-server"},
		{"nginx", "apt-get install nginx"},
		{"initdb", "apt-get install postgresql, and its programs in PATH"},
		{"busybox", "apt-get install busybox-static"},
		{"nc", "apt-get install netcat-openbsd"},
	} {
		if _, err := exec.LookPath(p.program); err != nil {
			lacks = append(lacks, p.program+": "+p.from)
		}
	}
	if _, err := user.Lookup("postgres"); err != nil {
		lacks = append(lacks, "a user postgres, as PostgreSQL does not run as root")
	}
	if !exists(filepath.Join(repo, "frontend", "dist", "index.html")) {
		lacks = append(lacks, "the built visualiser: go tool task frontend")
	}
	if lacks != nil {
		return lacks
	}
	return nil
}
