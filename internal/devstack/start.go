package devstack

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

const (
	pollEvery = 50 * time.Millisecond
	grace     = 20 * time.Second // time for the engine's checkpoint and for activities in progress
)

// child prepares a part that is a process. Its output goes to its log file; that of genesis processes also goes to the
// console.
func (s *stack) child(name, path string, args []string) (*child, error) {
	file, err := openLog(filepath.Join(s.logs(), name+".log"), logBytes)
	if err != nil {
		return nil, err
	}
	out := &lineWriter{part: name, file: file}
	if path == s.Program || s.Settings.LogLevel == "debug" {
		out.console = s.console
	}
	return &child{
		name: name, path: path, args: args, env: s.childEnv(), stop: syscall.SIGTERM, grace: grace,
		out: out, log: file, console: s.console, reaper: s.reaper,
	}, nil
}

// run starts a child and registers it to be stopped with the others.
func (s *stack) run(c *child) error {
	if err := c.start(); err != nil {
		return err
	}
	s.running = append(s.running, c)
	return nil
}

func (s *stack) startSelf(name string) error {
	c, err := s.child(name, s.Program, []string{name})
	if err != nil {
		return err
	}
	return s.run(c)
}

// waitUntilReady polls a part until it answers. It gives up when the process dies repeatedly or the time is up.
func (s *stack) waitUntilReady(ctx context.Context, c *child, within time.Duration,
	answers func(context.Context) error) error {
	for deadline := time.Now().Add(within); ; {
		err := answers(ctx)
		if err == nil {
			return nil
		}
		if hopeless := c.crashLoopError(s.logs()); hopeless != nil {
			return hopeless
		}
		if time.Now().After(deadline) {
			return genesis.Errorf(genesis.CodeUnavailable, "%s does not answer after %v (%v); its log: %s/%s.log", c.name,
				within, err, s.logs(), c.name)
		}
		if err := pause(ctx, pollEvery); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// addNote adds a line to the report.
func (s *stack) addNote(what, where string) {
	s.about = append(s.about, fmt.Sprintf("%-12s %s", what, where))
}
