package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// stack is a clone of the repository, and the containers that the real docker compose runs from it.
type stack struct {
	repo    string
	docker  *docker
	commit  string // of the clone
	offline atomic.Bool
	name    string // of the clone's folder; empty: ai-genesis
}

func (st *stack) clone() string { return filepath.Join(place(st.repo), cmp.Or(st.name, "ai-genesis")) }

// run does one scenario in a fresh clone, and takes everything down after it.
func (st *stack) run(ctx context.Context, s scenario) (err error) {
	if s.cpus > 0 {
		st.docker.stop()
		if err := st.docker.start(ctx, s.cpus); err != nil {
			return err
		}
		defer func() {
			st.docker.stop()
			err = errors.Join(err, st.docker.start(ctx, 0))
		}()
	}
	st.offline.Store(false)
	down := []string{"--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5"}
	// of a run that failed, whose containers the daemon has started again
	if _, err := os.Stat(filepath.Join(st.clone(), "docker-compose.yml")); err == nil {
		if _, err := st.compose(ctx, down...); err != nil {
			return err
		}
	}
	if err := st.fresh(ctx, s.owner); err != nil {
		return err
	}
	if err := st.env(shorter); err != nil {
		return err
	}
	if err := st.build(ctx); err != nil {
		return err
	}
	err = s.run(ctx, st)
	st.keepLogs(s.name)
	if err != nil {
		return err
	}
	_, err = st.compose(ctx, down...)
	return err
}

// fresh makes the clone anew: what git knows here, changed files as they are, in a repository with one commit. The same
// files make the same commit, so that Docker has built them before.
func (st *stack) fresh(ctx context.Context, owner int) error {
	script := `rm -rf "$1" && mkdir -p "$1" && cd "$0" &&
		git ls-files -z --cached --others --exclude-standard |
			tar --null --ignore-failed-read -cf - -T - | tar -C "$1" -xf - &&
		cd "$1" && git init -q && git add -A &&
		GIT_AUTHOR_DATE=2026-01-01T00:00:00Z GIT_COMMITTER_DATE=2026-01-01T00:00:00Z \
			git -c user.name=check -c user.email=check@localhost commit -qm check &&
		git rev-parse --short=12 HEAD && chown -R "$2:$2" .`
	out, err := output(exec.CommandContext(ctx, "sh", "-c", script, st.repo, st.clone(), fmt.Sprint(owner)))
	st.commit = strings.TrimSpace(out)
	return err
}

// shorter is what a person may write into .env; here it makes a cycle take a minute instead of four.
var shorter = map[string]string{
	"GENESIS_TRIAL_PAIRS": "4", "GENESIS_TRIAL_MAX_PAIRS": "4", "GENESIS_TRIAL_TICKS": "1200",
	"GENESIS_CANARY_TICKS": "800",
}

// env writes lines into the clone's .env, instead of those that set the same.
func (st *stack) env(lines map[string]string) error {
	path := filepath.Join(st.clone(), ".env")
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	var kept strings.Builder
	for line := range strings.Lines(string(text)) {
		name, _, _ := strings.Cut(line, "=")
		if _, anew := lines[name]; !anew {
			kept.WriteString(line)
		}
	}
	for name, value := range lines {
		kept.WriteString(name + "=" + value + "\n")
	}
	return os.WriteFile(path, []byte(kept.String()), 0o644)
}

// build makes the project's own images.
func (st *stack) build(ctx context.Context) error {
	if err := openTunnel(ctx, "0.0.0.0:3128", tunnelSocket(st.repo)); err != nil &&
		!strings.Contains(err.Error(), "in use") {
		return err
	}
	if again() && !strings.Contains(os.Getenv("STACK_AGAIN"), "ai-genesis") {
		return nil
	}
	began := time.Now()
	args := []string{"build"}
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY"} {
		args = append(args, "--build-arg", name+"=http://"+bridge+":3128")
	}
	_, err := st.compose(ctx, args...)
	say("docker compose build took %v", time.Since(began).Round(time.Second))
	return err
}

// compose runs docker compose in the clone. What it says goes to a log, and into the error.
func (st *stack) compose(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, built(st.repo, "docker-compose"), args...)
	cmd.Dir = st.clone()
	cmd.Env = st.environment()
	out, err := output(cmd)
	st.log("docker compose "+strings.Join(args, " "), out)
	return out, err
}

func (st *stack) environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=/run", "DOCKER_HOST=unix://" + st.docker.socket}
}

// log keeps what a command said.
func (st *stack) log(command, out string) {
	log, err := os.OpenFile(filepath.Join(place(st.repo), "logs", "compose.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY,
		0o644)
	if err == nil {
		fmt.Fprintf(log, "$ %s\n%s\n", command, out)
		log.Close()
	}
}

func (st *stack) keepLogs(scenario string) {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for _, args := range [][]string{{"--profile", "*", "logs", "--no-color"}, {"--profile", "*", "ps", "--all"}} {
		out, _ := st.compose(ctx, args...)
		_ = os.WriteFile(filepath.Join(place(st.repo), "logs", scenario+"-"+args[2]+".log"), []byte(out), 0o644)
	}
}

// output runs a command; its error has the end of what it said.
func output(cmd *exec.Cmd) (string, error) {
	text, err := cmd.CombinedOutput()
	if err != nil {
		return string(
				text,
			), fmt.Errorf("%s: %w: %s", strings.Join(append([]string{filepath.Base(cmd.Args[0])}, cmd.Args[1:]...), " "), err,
				tail(string(text), 2000))
	}
	return string(text), nil
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }
