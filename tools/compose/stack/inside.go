//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"

	"github.com/compose-spec/compose-go/v2/types"
)

// shorter is what a person may write into .env; here it makes a cycle take a minute instead of four.
var shorter = map[string]string{
	"GENESIS_TRIAL_PAIRS": "4", "GENESIS_TRIAL_MAX_PAIRS": "4", "GENESIS_TRIAL_TICKS": "1200", "GENESIS_CANARY_TICKS": "800",
}

// stack is the running services, in the order of their start.
type stack struct {
	project *types.Project
	root    root
	repo    string
	running []*service
	ready   map[string]bool // what has been waited for
}

// inside is native in its namespaces.
func inside(ctx context.Context, repo string) (err error) {
	var built programs
	if err := json.Unmarshal([]byte(os.Getenv("STACK_PROGRAMS")), &built); err != nil {
		return fmt.Errorf("read STACK_PROGRAMS, which stack native sets: %w", err)
	}
	if err := exec.Command("busybox", "ifconfig", "lo", "127.0.0.1", "up").Run(); err != nil {
		return fmt.Errorf("bring the loopback interface up: %w", err)
	}
	st := &stack{repo: repo, ready: map[string]bool{}}
	if st.root, err = newRoot(repo); err != nil {
		return err
	}
	if err := st.root.fill(built, repo); err != nil {
		return err
	}
	if st.project, err = load(ctx, repo, "synth"); err != nil {
		return err
	}
	if err := st.root.hosts(st.project); err != nil {
		return err
	}
	if err := os.MkdirAll(logs(repo), 0o755); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.stop()) }()
	if err := st.start(ctx); err != nil {
		return err
	}
	return st.check(ctx, built)
}

// start brings the services up in the file's order, each after what it depends on is as it must be.
func (st *stack) start(ctx context.Context) error {
	byName := map[string]*service{}
	err := st.project.ForEachService(slices.Sorted(slices.Values(st.project.ServiceNames())), func(name string, c *types.ServiceConfig) error {
		for _, on := range slices.Sorted(maps.Keys(c.DependsOn)) {
			if byName[on] == nil && !c.DependsOn[on].Required {
				continue // of another profile
			}
			wait := byName[on].healthy
			if c.DependsOn[on].Condition == types.ServiceConditionCompletedSuccessfully {
				wait = byName[on].complete
			}
			if err := st.once(ctx, on, wait); err != nil {
				return err
			}
		}
		if repository(c.Image) == "ai-genesis/core" {
			for name, value := range shorter {
				c.Environment[name] = &value
			}
		}
		s, err := newService(*c, st.root, logs(st.repo))
		if err != nil {
			return err
		}
		byName[name] = s
		st.running = append(st.running, s)
		say("starting %s", name)
		return s.start()
	})
	if err != nil {
		return err
	}
	for _, s := range st.running {
		if s.HealthCheck != nil {
			if err := st.once(ctx, s.Name, s.healthy); err != nil {
				return err
			}
		}
	}
	return nil
}

func (st *stack) once(ctx context.Context, name string, wait func(context.Context) error) error {
	if st.ready[name] {
		return nil
	}
	st.ready[name] = true
	return wait(ctx)
}

// stop ends the services, the last to start first, as docker compose does.
func (st *stack) stop() error {
	var wrong []error
	for _, s := range slices.Backward(st.running) {
		if err := s.stop(); err != nil {
			wrong = append(wrong, fmt.Errorf("stop %s: %w", s.Name, err))
		}
	}
	return errors.Join(wrong...)
}
