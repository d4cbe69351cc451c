//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/compose-spec/compose-go/v2/types"
)

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// image is what an image would say of its process where docker-compose.yml does not.
type image struct {
	entry, command []string
	user, dir      string
}

var standIns = map[string]image{
	"ai-genesis/core":        {entry: []string{"genesis"}, dir: "/app"},
	"ai-genesis/frontend":    {command: []string{"nginx", "-g", "daemon off;"}},
	"redis":                  {user: "nobody", dir: "/data"},
	"postgres":               {entry: []string{"/usr/bin/sh", "/usr/local/sbin/postgres-entrypoint"}, user: "postgres"},
	"temporalio/server":      {command: []string{"/usr/bin/sh", "/etc/temporal/entrypoint.sh"}, user: "1000:1000", dir: "/etc/temporal"},
	"temporalio/admin-tools": {user: "1000:1000"},
	"temporalio/ui":          {command: []string{"/bin/bash", "./start-ui-server.sh"}, user: "1000:1000", dir: "/home/ui-server"},
}

// service is one service of the file as a process.
type service struct {
	types.ServiceConfig
	image
	root  root
	log   *os.File
	cmd   *exec.Cmd
	ended chan error // of the process that runs now; closed after its end
}

func newService(c types.ServiceConfig, r root, logs string) (*service, error) {
	stand, ok := standIns[repository(c.Image)]
	if !ok {
		return nil, fmt.Errorf("nothing stands in for the image %s of %s", c.Image, c.Name)
	}
	if c.User != "" {
		stand.user = c.User
	}
	if c.Entrypoint != nil {
		stand.entry = c.Entrypoint
	}
	if c.Command != nil {
		stand.command = c.Command
	}
	log, err := os.Create(filepath.Join(logs, c.Name+".log"))
	if err != nil {
		return nil, err
	}
	s := &service{ServiceConfig: c, image: stand, root: r, log: log}
	return s, s.mount()
}

// mount lays out the service's volumes: named ones are empty folders of its user, and so is ./mutations, so that nothing of
// the repository is written.
func (s *service) mount() error {
	if err := os.MkdirAll(s.root.at(s.dir), 0o755); err != nil {
		return err
	}
	for _, v := range s.Volumes {
		if v.Type == types.VolumeTypeBind && v.ReadOnly {
			if err := s.root.bind(v.Source, v.Target, true); err != nil {
				return err
			}
			continue
		}
		uid, gid, err := s.ids()
		if err != nil {
			return err
		}
		if err := os.MkdirAll(s.root.at(v.Target), 0o755); err != nil {
			return err
		}
		if err := os.Chown(s.root.at(v.Target), uid, gid); err != nil {
			return err
		}
	}
	return nil
}

// ids are the numbers of the service's user; none given is root.
func (s *service) ids() (uid, gid int, err error) {
	name, group, _ := strings.Cut(s.image.user, ":")
	if name == "" {
		return 0, 0, nil
	}
	if u, err := user.Lookup(name); err == nil {
		name, group = u.Uid, u.Gid
	}
	if uid, err = strconv.Atoi(name); err != nil {
		return 0, 0, fmt.Errorf("%s runs as %s, who is not known here", s.Name, name)
	}
	if group == "" {
		return uid, uid, nil
	}
	gid, err = strconv.Atoi(group)
	return uid, gid, err
}

// process makes a process in the service's root with the service's user and environment, and nothing else of ours.
func (s *service) process(ctx context.Context, argv []string) (*exec.Cmd, error) {
	uid, gid, err := s.ids()
	if err != nil {
		return nil, err
	}
	program, err := s.find(argv[0])
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program)
	cmd.Args, cmd.Dir, cmd.Stdout, cmd.Stderr = argv, "/", s.log, s.log
	if s.dir != "" {
		cmd.Dir = s.dir
	}
	cmd.Env = []string{"PATH=" + path, "HOME=/"}
	for name, value := range s.Environment {
		if value != nil {
			cmd.Env = append(cmd.Env, name+"="+*value)
		}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Chroot: string(s.root), Setsid: true, Pdeathsig: syscall.SIGKILL,
		Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)},
	}
	return cmd, nil
}

// find looks a program up in the root, where exec would look on the machine.
func (s *service) find(name string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	for dir := range strings.SplitSeq(path, ":") {
		if info, err := os.Stat(s.root.at(filepath.Join(dir, name))); err == nil && info.Mode()&0o111 != 0 {
			return filepath.Join(dir, name), nil
		}
	}
	return "", fmt.Errorf("%s calls %s, which is not here", s.Name, name)
}

func (s *service) start() error {
	cmd, err := s.process(context.Background(), append(append([]string(nil), s.entry...), s.image.command...))
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", s.Name, err)
	}
	s.cmd, s.ended = cmd, make(chan error, 1)
	go func() {
		s.ended <- cmd.Wait()
		close(s.ended)
	}()
	return nil
}

// complete waits for a one-shot, and starts it again as its policy says when it fails.
func (s *service) complete(ctx context.Context) error {
	for try := 1; ; try++ {
		select {
		case err := <-s.ended:
			if err == nil {
				say("%s has done its work (try %d)", s.Name, try)
				return nil
			}
			if s.Restart != types.RestartPolicyOnFailure || try == 5 {
				return fmt.Errorf("%s ended with %w at try %d", s.Name, err, try)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := s.start(); err != nil {
			return err
		}
	}
}

// healthy asks the file's health check until it says yes, at most as long as Docker would.
func (s *service) healthy(ctx context.Context) error {
	h := s.HealthCheck
	patience := time.Duration(*h.Interval) * time.Duration(*h.Retries)
	if h.StartPeriod != nil {
		patience += time.Duration(*h.StartPeriod)
	}
	argv := []string(h.Test)
	switch argv[0] {
	case "CMD":
		argv = argv[1:]
	case "CMD-SHELL":
		argv = append([]string{"/bin/sh", "-c"}, argv[1:]...)
	}
	for began := time.Now(); ; {
		once, stop := context.WithTimeout(ctx, time.Duration(*h.Timeout))
		cmd, err := s.process(once, argv)
		if err == nil {
			err = cmd.Run()
		}
		stop()
		switch {
		case err == nil:
			say("%s is healthy", s.Name)
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case time.Since(began) > patience:
			return fmt.Errorf("%s is not healthy after %v: %w", s.Name, patience, err)
		}
		select {
		case err := <-s.ended:
			return fmt.Errorf("%s ended: %w", s.Name, errors.Join(err, errors.New("before it was healthy")))
		case <-time.After(time.Second):
		}
	}
}

// stop asks the process to end, and kills it after the grace that the file gives.
func (s *service) stop() error {
	if s.cmd == nil || s.cmd.ProcessState != nil {
		return nil
	}
	grace := 10 * time.Second
	if s.StopGracePeriod != nil {
		grace = time.Duration(*s.StopGracePeriod)
	}
	asked := time.Now()
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-s.ended:
		say("%s stopped after %v (%s)", s.Name, time.Since(asked).Round(100*time.Millisecond), s.cmd.ProcessState)
		if status, ok := s.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signal() == syscall.SIGTERM {
			return nil // it has nothing to do at its end
		}
		return err
	case <-time.After(grace):
		_ = s.cmd.Process.Kill()
		<-s.ended
		return fmt.Errorf("%s did not stop within %v", s.Name, grace)
	}
}
