package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

var (
	shellBlock = regexp.MustCompile("(?ms)^```sh\n(.*?)^```")
	worldAt    = regexp.MustCompile(`at tick \d+, hash [0-9a-f]{16}`)
)

// walk takes a world from genesis up into the containers and out of them, by the commands that docs/scaling.md has for
// it.
func walk(ctx context.Context, st *stack) error {
	text, err := os.ReadFile(filepath.Join(st.clone(), "docs", "scaling.md"))
	if err != nil {
		return err
	}
	_, section, _ := strings.Cut(string(text), "**2. A virtual machine.**")
	section, _, _ = strings.Cut(section, "**3. ")
	blocks := shellBlock.FindAllStringSubmatch(section, -1)
	if len(blocks) != 2 {
		return fmt.Errorf(
			"docs/scaling.md has %d blocks of commands for a virtual machine, not one for the way in and one for the way out",
			len(blocks),
		)
	}
	file := filepath.Join(st.clone(), "world.tar.gz")
	was, err := st.laptop(ctx, file)
	if err != nil {
		return err
	}
	said, err := st.shell(ctx, blocks[0][1])
	if err != nil {
		return err
	}
	if got := worldAt.FindString(said); got != was {
		return fmt.Errorf("the world was %q, and in the containers it is %q: %s", was, got, said)
	}
	if err := errors.Join(st.settled(ctx), st.throughProxy(ctx)); err != nil {
		return err
	}
	say("the world of a laptop goes on in the containers: %s", was)
	if err := os.Remove(file); err != nil {
		return err
	}
	said, err = st.shell(ctx, blocks[1][1])
	if err != nil {
		return err
	}
	now := worldAt.FindString(said)
	check := exec.CommandContext(ctx, built(st.repo, "genesis"), "restore", "--check", file)
	check.Dir = place(st.repo)
	if said, err = output(check); err != nil {
		return err
	}
	if got := worldAt.FindString(said); now == "" || got != now {
		return fmt.Errorf("the backup in the container says %q, and its file out here %q", now, got)
	}
	say("and out of them again: %s", now)
	return nil
}

// shell runs commands as somebody who stands in the clone. Images are there already.
func (st *stack) shell(ctx context.Context, commands string) (string, error) {
	functions := `docker() { shift; case " $* " in *" build "*) ;; *) "$DOCKER_COMPOSE" "$@" </dev/null;; esac; }` + "\n"
	cmd := exec.CommandContext(ctx, "bash", "-euxo", "pipefail", "-c", functions+commands)
	cmd.Dir, cmd.Env = st.clone(), append(st.environment(), "DOCKER_COMPOSE="+built(st.repo, "docker-compose"))
	out, err := output(cmd)
	st.log(commands, out)
	return out, err
}

// laptop has a world of genesis up run for a moment, and gives what its backup says of it.
func (st *stack) laptop(ctx context.Context, file string) (string, error) {
	home, err := os.MkdirTemp(place(st.repo), "laptop-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(home)
	run := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, built(st.repo, "genesis"), args...)
		cmd.Dir, cmd.Env = home, append(os.Environ(), "GENESIS_LLM=synth",
			"PATH="+filepath.Dir(temporalCLI(st.repo))+":"+os.Getenv("PATH"))
		return cmd
	}
	up := run("up")
	up.Cancel = func() error { return up.Process.Signal(syscall.SIGTERM) }
	if err := up.Start(); err != nil {
		return "", err
	}
	var said string
	err = eventually(ctx, 2*time.Minute, func() (err error) {
		if _, err = fetch(ctx, "http://127.0.0.1:8000/readyz"); err == nil {
			said, err = output(run("backup", file))
		}
		return err
	})
	stopped := up.Process.Signal(syscall.SIGTERM)
	if err := errors.Join(err, stopped, up.Wait()); err != nil {
		return "", err
	}
	world := worldAt.FindString(said)
	if world == "" {
		return "", fmt.Errorf("genesis backup does not say which world: %s", said)
	}
	return world, os.Chmod(file, 0o644)
}
