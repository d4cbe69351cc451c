package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// odd is a day of somebody whose machine and whose habits are not those of whoever wrote the file.
func odd(ctx context.Context, st *stack) error {
	st.name = filepath.Join("my own clones", "ai genesis, ü")
	defer func() { st.name = "" }()
	if err := st.fresh(ctx, 1000); err != nil {
		return err
	}
	// As an editor of Windows writes it, quoted as in a shell, and with a variable that is there and empty.
	text := "\xef\xbb\xbfCOMPOSE_PROFILES=\"synth\"\r\nHOST_UID=\r\nGENESIS_LOG_LEVEL='debug'\r\nGENESIS_TRIAL_PAIRS=4 " +
		"# fewer\r\n"
	if err := os.WriteFile(filepath.Join(st.clone(), ".env"), []byte(text), 0o644); err != nil {
		return err
	}
	if err := st.takenPort(ctx); err != nil {
		return err
	}
	if err := st.twice(ctx); err != nil {
		return err
	}
	out, err := st.compose(ctx, "exec", "-T", "worker", "sh", "-c",
		"echo $GENESIS_LOG_LEVEL,$GENESIS_TRIAL_PAIRS, $(id -u)")
	if err != nil || strings.TrimSpace(out) != "debug,4, 1000" {
		return fmt.Errorf("of a .env with CRLF, a byte order mark and quotes the worker has %q: %w", out, err)
	}
	say("a .env with CRLF, a byte order mark, quotes and an empty HOST_UID says the same as a plain one")
	if err := st.pulls(ctx); err != nil {
		return err
	}
	if err := st.three(ctx); err != nil {
		return err
	}
	if err := st.alone(ctx); err != nil {
		return err
	}
	return st.readOnly(ctx)
}

// takenPort has another program on port 3000: up says which port, and does all of it once the port is free.
func (st *stack) takenPort(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:3000")
	if err != nil {
		return err
	}
	out, err := st.compose(ctx, "up", "--detach", "--no-build")
	if closed := l.Close(); err == nil || closed != nil || !strings.Contains(out, "3000") {
		return fmt.Errorf("port 3000 was taken, and up says %v: %s: %w", err, tail(out, 500), closed)
	}
	say("with port 3000 taken up says: %s", lastLine(out))
	return nil
}

// twice has two terminals say up at the same moment.
func (st *stack) twice(ctx context.Context) error {
	var both sync.WaitGroup
	var said [2]string
	var wrong [2]error
	for i := range said {
		both.Go(func() { said[i], wrong[i] = st.compose(ctx, "up", "--detach", "--no-build") })
	}
	both.Wait()
	for i := range said {
		say("of two ups at once number %d ended with: %v %s", i+1, wrong[i] == nil, lastLine(said[i]))
	}
	if wrong[0] != nil && wrong[1] != nil {
		return fmt.Errorf("both failed: %w", errors.Join(wrong[:]...))
	}
	if err := errors.Join(st.settled(ctx), st.throughProxy(ctx)); err != nil {
		return fmt.Errorf("after two ups at once: %w", err)
	}
	return nil
}

// pulls: no registry is asked for what is built here.
func (st *stack) pulls(ctx context.Context) error {
	out, _ := st.compose(ctx, "pull", "--ignore-pull-failures")
	for line := range strings.Lines(out) {
		for _, own := range []string{"engine", "worker", "gateway", "frontend", "folders"} {
			if strings.HasPrefix(strings.TrimSpace(line), own+" ") && !strings.Contains(line, "Skipped") {
				return fmt.Errorf("docker compose pull asks for what is built here: %s", out)
			}
		}
	}
	say("docker compose pull leaves out what is built here")
	return nil
}

// three are three workers on one machine.
func (st *stack) three(ctx context.Context) error {
	if _, err := st.compose(ctx, "up", "--detach", "--no-build", "--scale", "worker=3"); err != nil {
		return err
	}
	err := eventually(ctx, time.Minute, func() error {
		out, err := st.compose(ctx, "ps", "--format", "{{.Service}} {{.State}}")
		if n := strings.Count(out, "worker running"); err != nil || n != 3 {
			return fmt.Errorf("%d workers run: %w", n, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	id, err := st.trigger(ctx)
	if err != nil {
		return err
	}
	record, err := st.ended(ctx, id)
	if err == nil {
		say("with --scale worker=3 %s ended %v", id, record["outcome"])
	}
	return err
}

// alone is up with the name of one service.
func (st *stack) alone(ctx context.Context) error {
	if _, err := st.compose(ctx, "down", "--timeout", "10"); err != nil {
		return err
	}
	if _, err := st.compose(ctx, "up", "--detach", "--no-build", "gateway"); err != nil {
		return err
	}
	err := eventually(ctx, time.Minute, func() error {
		text, err := fetch(ctx, "http://127.0.0.1:8000/api/stats")
		if err == nil && !strings.Contains(text, `"engine_up":false`) {
			err = fmt.Errorf("there is no engine, and it says %s", text)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("up gateway: %w", err)
	}
	say("docker compose up gateway brings what it needs and says that the engine is away")
	_, err = st.compose(ctx, "down", "--timeout", "10")
	return err
}

// readOnly is a clone on a file system that is read-only: up says so, instead of an engine that starts again and again.
func (st *stack) readOnly(ctx context.Context) error {
	if err := errors.Join(syscall.Mount(st.clone(), st.clone(), "", syscall.MS_BIND, ""),
		syscall.Mount("", st.clone(), "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")); err != nil {
		return fmt.Errorf("mount the clone read-only: %w", err)
	}
	out, err := st.compose(ctx, "up", "--detach", "--no-build")
	logs, _ := st.compose(ctx, "logs", "--no-log-prefix", "folders")
	_, downErr := st.compose(ctx, "down", "--timeout", "10")
	if unmounted := syscall.Unmount(st.clone(), syscall.MNT_DETACH); err == nil || unmounted != nil ||
		!strings.Contains(logs, "read-only") {
		return fmt.Errorf("of a read-only clone up says %v: %s%s: %w", err, tail(out, 500), logs, unmounted)
	}
	say("of a read-only clone up says: %s; and the log of folders: %s", lastLine(out), lastLine(logs))
	return downErr
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
