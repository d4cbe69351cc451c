package worker_test

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
	"github.com/ai-genesis/ai-genesis/worker"
)

// ofTrouble lists the metrics that exist only once something has failed or trials have competed for slots.
var ofTrouble = []string{
	"temporal_workflow_task_execution_failed_total", "temporal_activity_execution_failed_total",
	"temporal_request_failure_total",
	"temporal_resource_slots_cpu_usage", "temporal_resource_slots_mem_usage",
}

// TestFiguresOfSteps: after a cycle, a worker exports the metrics of the Temporal SDK that the alerts and the dashboard
// use.
func TestFiguresOfSteps(t *testing.T) {
	s := newStack(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	m := temporalclient.NewMetrics()
	hide, err := worker.ShowMetrics("GENESIS_WORKER_METRICS_ADDR", address, s.settings.World, m,
		slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer hide()
	if _, err := worker.ShowMetrics("GENESIS_WORKER_METRICS_ADDR", address, s.settings.World, m,
		slog.New(slog.DiscardHandler)); genesis.CodeOf(
		err,
	) != genesis.CodeInvalid {
		t.Errorf("the address is taken, and nobody says so: %v", err)
	}
	if s.supervisor, err = supervisor.Dial(t.Context(), s.settings, supervisor.WithMetrics(m)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.supervisor.Close)
	s.work()
	s.refusedCycle("a")
	r, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close() // it was only read
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", r.Status, body, err)
	}
	for _, series := range []string{
		`temporal_workflow_task_schedule_to_start_latency_seconds_count\{[^}]*task_queue="genesis"[^}]*\}`,
		`temporal_activity_schedule_to_start_latency_seconds_count\{[^}]*activity_type="Vet"[^}]*\}`,
		`temporal_activity_execution_latency_seconds_count\{[^}]*activity_type="Vet"[^}]*\}`,
		`temporal_worker_task_slots_available\{[^}]*task_queue="llm"[^}]*\}`,
		`temporal_num_pollers\{[^}]*task_queue="trial"[^}]*\}`,
		`temporal_request_total\{[^}]*operation="RespondWorkflowTaskCompleted"[^}]*\}`,
		`temporal_workflow_failed_total\{[^}]*workflow_type="EvolutionCycle"[^}]*\}`,
		`temporal_request_total\{[^}]*world="` + s.settings.World + `"[^}]*\}`,
	} {
		found := regexp.MustCompile(`(?m)^` + series + ` (\S+)$`).FindSubmatch(body)
		if found == nil {
			t.Errorf("there is no %s", series)
			continue
		}
		if v, err := strconv.ParseFloat(string(found[1]), 64); err != nil || v <= 0 {
			t.Errorf("%s is %s", series, found[1])
		}
	}
	shown := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (temporal_\w+) `).FindAllSubmatch(body, -1) {
		shown[string(m[1])] = true
	}
	for _, file := range []string{"alerts.yml", "grafana/temporal.json"} {
		text, err := os.ReadFile(filepath.Join("..", "ops", file))
		if err != nil {
			t.Fatal(err)
		}
		asked := regexp.MustCompile(`temporal_\w+`).FindAllString(string(text), -1)
		if len(asked) == 0 {
			t.Errorf("%s asks for nothing of Temporal's SDK", file)
		}
		for _, name := range asked {
			if name = strings.TrimSuffix(name, "_bucket"); !shown[name] && !slices.Contains(ofTrouble, name) {
				t.Errorf("%s asks for %s, which a worker does not show", file, name)
			}
		}
	}
	if t.Failed() {
		for _, line := range regexp.MustCompile(`(?m)^temporal_[^ ]*( |_count|_total).*$`).FindAll(body, -1) {
			t.Log(string(line))
		}
	}
}
