//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// check looks at the running services from outside: the end-to-end test through nginx, then what Temporal's scripts made.
func (st *stack) check(ctx context.Context, p programs) error {
	say("everything is healthy; the end-to-end test through nginx on port 3000")
	test := exec.CommandContext(ctx, p.E2E, "-test.v", "-test.timeout=20m", "-test.run=^TestRunningSystem$")
	test.Dir, test.Stdout, test.Stderr = filepath.Join(st.repo, "internal", "e2e"), os.Stdout, os.Stderr
	test.Env = append(os.Environ(), "GENESIS_TEST_URL=http://127.0.0.1:3000", "GENESIS_TEST_STRICT=1")
	test.Cancel = func() error { return test.Process.Signal(os.Interrupt) }
	test.WaitDelay = 10 * time.Second
	if err := test.Run(); err != nil {
		return fmt.Errorf("the end-to-end test: %w", err)
	}
	for _, look := range []func(context.Context, programs) error{st.searched, st.kept, st.dynamicConfig, st.userInterface, st.alive} {
		if err := look(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// searched finds the kept cycle by its search attributes, which PostgreSQL must know by then.
func (st *stack) searched(ctx context.Context, p programs) error {
	query := `GenesisWorld = "main" AND GenesisOutcome = "applied" AND WorkflowType = "EvolutionCycle"`
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Second) {
		out, err := st.temporal(ctx, p, "workflow", "count", "--query", query)
		if err == nil && strings.Contains(out, "Total: ") && !strings.Contains(out, "Total: 0") {
			say("Temporal finds the cycle by its search attributes: %s", strings.TrimSpace(out))
			return nil
		}
		if err != nil || time.Now().After(deadline) {
			return fmt.Errorf("find the cycle by its search attributes: %v: %s", err, out)
		}
	}
}

// kept holds the namespace to the retention that setup-namespace.sh gives it.
func (st *stack) kept(ctx context.Context, p programs) error {
	out, err := st.temporal(ctx, p, "operator", "namespace", "describe", "-n", "default", "-o", "json")
	if err != nil || !strings.Contains(out, "2592000s") {
		return fmt.Errorf("the namespace does not keep closed cycles for 30 days: %v: %s", err, out)
	}
	say("the namespace keeps closed cycles for 30 days")
	return nil
}

func (st *stack) temporal(ctx context.Context, p programs, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, p.CLI, append(args, "--address", "127.0.0.1:7233")...).CombinedOutput()
	return string(out), err
}

// dynamicConfig has the server judge the keys and values of its dynamic configuration.
func (st *stack) dynamicConfig(ctx context.Context, p programs) error {
	file := filepath.Join(st.repo, "temporal-config", "dynamicconfig", "genesis.yaml")
	out, err := exec.CommandContext(ctx, p.Server, "validate-dynamic-config", file).CombinedOutput()
	if err != nil || strings.Contains(string(out), "error:") || strings.Contains(string(out), "warning:") {
		return fmt.Errorf("Temporal refuses its dynamic configuration: %v: %s", err, out)
	}
	say("Temporal takes its dynamic configuration")
	return nil
}

func (st *stack) userInterface(ctx context.Context, _ programs) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:8080/api/v1/namespaces/default", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("ask Temporal's UI: %w", err)
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("Temporal's UI on port 8080 answers %s: %v: %s", resp.Status, err, text)
	}
	say("Temporal's UI on port 8080 shows the namespace")
	return nil
}

// alive holds every service that should not end to that.
func (st *stack) alive(context.Context, programs) error {
	for _, s := range st.running {
		if s.Restart == "always" && s.ended != nil {
			select {
			case err := <-s.ended:
				return fmt.Errorf("%s ended meanwhile: %v", s.Name, err)
			default:
			}
		}
	}
	say("no service ended meanwhile")
	return nil
}
