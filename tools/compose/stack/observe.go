package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// observe has Prometheus judge its settings, its rules, what it sees of the gateway, and every query of the dashboard.
func observe(ctx context.Context, st *stack) error {
	test := exec.CommandContext(ctx, "promtool", "test", "rules", "alerts_test.yml")
	test.Dir = filepath.Join(st.clone(), "ops")
	if _, err := output(test); err != nil {
		return err
	}
	if err := st.up(ctx, "--profile", "synth", "--profile", "observe"); err != nil {
		return err
	}
	if _, err := st.compose(ctx, "exec", "-T", "prometheus", "promtool", "check", "config",
		"/etc/prometheus/prometheus.yml"); err != nil {
		return err
	}
	say("promtool takes the settings and the rules, and each rule tells of its trouble")
	err := eventually(ctx, 2*time.Minute, func() error {
		text, err := fetch(ctx, prometheus+"/api/v1/query?query=genesis_engine_up")
		if err == nil && !strings.Contains(text, `"1"]`) {
			err = fmt.Errorf("Prometheus knows of no engine: %s", text)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := st.scraped(ctx); err != nil {
		return err
	}
	queries, err := st.dashboard()
	if err != nil {
		return err
	}
	for _, q := range queries {
		if _, err := fetch(ctx, prometheus+"/api/v1/query?query="+url.QueryEscape(q)); err != nil {
			return fmt.Errorf("the dashboard asks %s: %w", q, err)
		}
	}
	say("Prometheus sees the engine by the gateway, runs the rules, and answers the %d queries of the dashboards",
		len(queries))
	return nil
}

const prometheus = "http://127.0.0.1:9090"

// scraped waits until Prometheus has every target, runs every rule of ops/alerts.yml, and has the figures of Temporal's
// SDK of each of the core.
func (st *stack) scraped(ctx context.Context) error {
	text, err := os.ReadFile(filepath.Join(st.clone(), "ops", "alerts.yml"))
	if err != nil {
		return err
	}
	want := strings.Count(string(text), "- alert: ")
	err = eventually(ctx, 2*time.Minute, func() error {
		rules, err := fetch(ctx, prometheus+"/api/v1/rules")
		if got := strings.Count(rules, `"health":"ok"`); err != nil || got != want {
			return fmt.Errorf("Prometheus runs %d of %d rules: %w: %s", got, want, err, rules)
		}
		for _, job := range []string{"genesis", "genesis-worker", "genesis-engine"} {
			for _, query := range []string{`up{job="` + job + `"} == 1`, `temporal_request_total{job="` + job +
				`",world="main"}`} {
				found, err := fetch(ctx, prometheus+"/api/v1/query?query="+url.QueryEscape(query))
				if err != nil || !strings.Contains(found, `"metric"`) {
					return fmt.Errorf("Prometheus has no %s: %w: %s", query, err, found)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	say(
		"Prometheus has loaded the %d alert rules and runs each; it scrapes gateway, worker and engine, each with figures "+
			"of Temporal's SDK",
		want,
	)
	return nil
}

// dashboard is every query of Grafana's dashboards.
func (st *stack) dashboard() (queries []string, err error) {
	for _, file := range []string{"genesis.json", "temporal.json"} {
		text, err := os.ReadFile(filepath.Join(st.clone(), "ops", "grafana", file))
		if err != nil {
			return nil, err
		}
		var board struct {
			Panels []struct{ Targets []struct{ Expr string } }
		}
		if err := json.Unmarshal(text, &board); err != nil {
			return nil, err
		}
		for _, p := range board.Panels {
			for _, q := range p.Targets {
				queries = append(queries,
					strings.NewReplacer("$__rate_interval", "1m", "$__interval", "1m", "$__range", "1h").Replace(q.Expr))
			}
		}
	}
	if len(queries) == 0 {
		err = errors.New("the dashboard asks for nothing")
	}
	return queries, err
}
