//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// images builds both Dockerfiles with a Docker daemon of its own, whose processes and mounts end with the namespaces.
func images(ctx context.Context, repo string) error {
	var lacks missing
	if os.Geteuid() != 0 {
		lacks = append(lacks, "root, for a Docker daemon of its own")
	}
	for _, p := range []struct{ program, from string }{
		{"dockerd", "apt-get install docker.io"}, {"docker", "apt-get install docker.io"}, {"nginx", "apt-get install nginx"},
		{"busybox", "apt-get install busybox-static"}, {"npm", "Node.js with npm"},
	} {
		if _, err := exec.LookPath(p.program); err != nil {
			lacks = append(lacks, p.program+": "+p.from)
		}
	}
	if lacks != nil {
		return lacks
	}
	dir := dockerDir(repo)
	defer os.RemoveAll(dir)
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700), os.MkdirAll(logs(repo), 0o755)); err != nil {
		return err
	}
	return within(ctx, repo, "inside-images", syscall.CLONE_NEWNS|syscall.CLONE_NEWPID)
}

func dockerDir(repo string) string { return filepath.Join(repo, "data", "stack", ".docker") } // a name that go passes over

// docker is a client of the daemon.
type docker struct {
	repo, socket string
	log          *os.File
}

// insideImages is images in its namespaces.
func insideImages(ctx context.Context, repo string) error {
	if err := errors.Join(syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""),
		syscall.Mount("proc", "/proc", "proc", 0, ""), syscall.Mount("tmpfs", "/run", "tmpfs", 0, "")); err != nil {
		return fmt.Errorf("mount /proc and /run anew: %w", err)
	}
	log, err := os.Create(filepath.Join(logs(repo), "docker.log"))
	if err != nil {
		return err
	}
	d := &docker{repo: repo, socket: "unix:///run/docker.sock", log: log}
	if err := d.serve(ctx); err != nil {
		return err
	}
	if err := d.importBases(ctx); err != nil {
		return err
	}
	for _, image := range []struct {
		name, file string
		check      func(context.Context) error
	}{
		{"ai-genesis/frontend", "Dockerfile.web", d.checkWeb},
		{"ai-genesis/core", "Dockerfile.core", d.checkCore},
	} {
		say("building %s, all of it anew, which takes minutes; its words go to %s", image.file, log.Name())
		if _, err := d.run(ctx, "build", "--network", "host", "-f", filepath.Join(repo, image.file), "-t", image.name, repo); err != nil {
			return err
		}
		if err := image.check(ctx); err != nil {
			return err
		}
	}
	return nil
}

// serve starts the daemon without a network of its own: builds use the machine's.
func (d *docker) serve(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "dockerd", "--host", d.socket, "--data-root", filepath.Join(dockerDir(d.repo), "data"),
		"--exec-root", "/run/docker", "--pidfile", "/run/docker.pid", "--bridge", "none", "--iptables=false", "--ip6tables=false")
	cmd.Stdout, cmd.Stderr = d.log, d.log
	if err := cmd.Start(); err != nil {
		return err
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Second) {
		if version, err := d.run(ctx, "version", "--format", "{{.Server.Version}}"); err == nil {
			say("a Docker daemon %s of our own", version)
			return nil
		} else if time.Now().After(deadline) || ctx.Err() != nil {
			return fmt.Errorf("the Docker daemon does not answer: %w", err)
		}
	}
}

// from is a FROM line of a Dockerfile.
var from = regexp.MustCompile(`(?m)^FROM (\S+)`)

// importBases makes a stand-in for each base image that the Dockerfiles name, under its name.
func (d *docker) importBases(ctx context.Context) error {
	known, err := bases(ctx)
	if err != nil {
		return err
	}
	for _, file := range []string{"Dockerfile.core", "Dockerfile.web"} {
		text, err := os.ReadFile(filepath.Join(d.repo, file))
		if err != nil {
			return err
		}
		for _, m := range from.FindAllStringSubmatch(string(text), -1) {
			b, ok := known[repository(m[1])]
			if !ok {
				return fmt.Errorf("nothing stands in for %s of %s", m[1], file)
			}
			if err := d.importBase(ctx, m[1], b); err != nil {
				return fmt.Errorf("make a stand-in of %s: %w", m[1], err)
			}
			say("%s has a stand-in", m[1])
		}
	}
	return nil
}

func (d *docker) importBase(ctx context.Context, name string, b base) error {
	args := []string{"import"}
	for _, c := range append(everyBase.config[:len(everyBase.config):len(everyBase.config)], b.config...) {
		args = append(args, "--change", c)
	}
	cmd := d.command(ctx, append(args, "-", name)...)
	read, write := io.Pipe()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = read, d.log, d.log
	go func() { write.CloseWithError(b.pack(ctx, write)) }()
	return cmd.Run()
}

func (d *docker) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "docker", append([]string{"--host", d.socket}, args...)...)
	cmd.Env = append(os.Environ(), "DOCKER_BUILDKIT=0") // buildx, which the other builder needs, is seldom there
	return cmd
}

// steps says where a build is.
type steps struct{ line []byte }

func (s *steps) Write(p []byte) (int, error) {
	s.line = append(s.line, p...)
	for {
		line, rest, whole := bytes.Cut(s.line, []byte("\n"))
		if !whole {
			return len(p), nil
		}
		if s.line = rest; bytes.HasPrefix(line, []byte("Step ")) {
			say("  %s", line)
		}
	}
}

// run tells what docker said. A build's words go to the log as they come.
func (d *docker) run(ctx context.Context, args ...string) (string, error) {
	var out strings.Builder
	cmd := d.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = io.MultiWriter(&out, d.log, &steps{}), d.log
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("docker %s: %w; see %s", args[0], err, d.log.Name())
	}
	return strings.TrimSpace(out.String()), nil
}

// checkCore runs the core's image: as whom, as whom compose says, with what version, and how large it is.
func (d *docker) checkCore(ctx context.Context) error {
	version, err := d.run(ctx, "run", "--rm", "--network", "none", "ai-genesis/core", "version")
	if err != nil {
		return err
	}
	user, err := d.run(ctx, "run", "--rm", "--network", "none", "--entrypoint", "id", "ai-genesis/core", "-u")
	if err != nil {
		return err
	}
	if user == "0" {
		return errors.New("the core's image runs as root")
	}
	if _, err := d.run(ctx, "run", "--rm", "--network", "none", "--user", "1000:1000", "--entrypoint", "touch", "ai-genesis/core",
		"/app/data/x", "/app/mutations/x"); err != nil {
		return fmt.Errorf("another user can't write: %w", err)
	}
	added, err := d.added(ctx, "ai-genesis/core", "alpine:3")
	if err != nil {
		return err
	}
	say("ai-genesis/core runs %q as user %s, and adds %d MB to its base", version, user, added/1_000_000)
	return nil
}

func (d *docker) added(ctx context.Context, name, on string) (int64, error) {
	out, err := d.run(ctx, "image", "inspect", "--format", "{{.Size}}", name, on)
	if err != nil {
		return 0, err
	}
	sizes := strings.Fields(out)
	whole, err1 := strconv.ParseInt(sizes[0], 10, 64)
	below, err2 := strconv.ParseInt(sizes[1], 10, 64)
	return whole - below, errors.Join(err1, err2)
}

// checkWeb runs the frontend's image, asks it for its page with the file's health check, and looks at the page.
func (d *docker) checkWeb(ctx context.Context) error {
	project, err := load(ctx, d.repo, "synth")
	if err != nil {
		return err
	}
	if _, err := d.run(ctx, "run", "-d", "--name", "web", "--network", "none", "--add-host", "gateway:127.0.0.1", "ai-genesis/frontend"); err != nil {
		return err
	}
	check := append([]string{"exec", "web"}, project.Services["frontend"].HealthCheck.Test[1:]...)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Second) {
		if _, err = d.run(ctx, check...); err == nil {
			break
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return fmt.Errorf("the frontend's health check: %w", err)
		}
	}
	page, err := d.run(ctx, "exec", "web", "wget", "-q", "-O", "-", "http://127.0.0.1:3000/")
	if err != nil {
		return err
	}
	if !strings.Contains(page, "/assets/") {
		return fmt.Errorf("the frontend's image shows another page: %s", page)
	}
	added, err := d.added(ctx, "ai-genesis/frontend", "nginx:alpine")
	if err != nil {
		return err
	}
	say("ai-genesis/frontend is healthy and shows the page, and adds %d kB to its base", added/1000)
	return nil
}
