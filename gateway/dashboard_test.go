package gateway

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	described = regexp.MustCompile(`fqName: "([^"]+)"`)
	// What a query contains besides metrics: quoted strings, selectors, ranges, lists of labels.
	besides    = regexp.MustCompile(`"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(?:by|without)\s*\([^)]*\)`)
	identifier = regexp.MustCompile(`[A-Za-z_:][A-Za-z0-9_:]*`)
	function   = map[string]bool{"rate": true, "increase": true, "sum": true, "histogram_quantile": true}
)

// TestDashboardAsksForWhatThereIs checks that the Grafana dashboard queries only metrics that the gateway exposes.
func TestDashboardAsksForWhatThereIs(t *testing.T) {
	t.Parallel()
	exposed := names(start(t, nil).server.metrics.registry)
	text, err := os.ReadFile("../ops/grafana/genesis.json")
	must(t, err)
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	must(t, json.Unmarshal(text, &dashboard))
	if len(dashboard.Panels) == 0 {
		t.Fatal("the dashboard has no panels")
	}
	for _, p := range dashboard.Panels {
		if len(p.Targets) == 0 {
			t.Errorf("panel %q asks for nothing", p.Title)
		}
		for _, q := range p.Targets {
			asked := metricsOf(q.Expr)
			if len(asked) == 0 {
				t.Errorf("panel %q: no metric in %s", p.Title, q.Expr)
			}
			for _, name := range asked {
				if !exposed[name] {
					t.Errorf("panel %q asks for %s, which the gateway does not expose", p.Title, name)
				}
			}
		}
	}
}

func TestMetricsOfQuery(t *testing.T) {
	t.Parallel()
	same(t, metricsOf(`sum by (step) (rate(a_total{by="x"}[5m])) / 2`), []string{"a_total"})
	same(t, metricsOf(`histogram_quantile(0.99, rate(a_seconds_bucket[5m]))`), []string{"a_seconds"})
}

// names returns every metric of a registry, with or without values yet.
func names(r *prometheus.Registry) map[string]bool {
	ch := make(chan *prometheus.Desc)
	go func() { defer close(ch); r.Describe(ch) }()
	found := map[string]bool{}
	for d := range ch {
		if m := described.FindStringSubmatch(d.String()); m != nil {
			found[m[1]] = true
		}
	}
	return found
}

// metricsOf returns the metrics in a query; a histogram's buckets count as the histogram.
func metricsOf(query string) (asked []string) {
	for _, name := range identifier.FindAllString(besides.ReplaceAllString(query, " "), -1) {
		if !function[name] {
			asked = append(asked, strings.TrimSuffix(name, "_bucket"))
		}
	}
	return asked
}
