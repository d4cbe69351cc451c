package temporalclient

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// TestMetricsOfTheSDK: the same name with different labels, as the SDK uses it, is accepted, and each series is counted
// once.
func TestMetricsOfTheSDK(t *testing.T) {
	t.Parallel()
	m := NewMetrics()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(m)
	h := m.Handler().WithTags(map[string]string{"namespace": "n"})
	h.Counter("temporal_request").Inc(2)
	h.WithTags(map[string]string{"operation": "Poll"}).Counter("temporal_request").Inc(1)
	h.WithTags(map[string]string{"operation": "Poll"}).Counter("temporal_request").Inc(3)
	h.Gauge("temporal_num_pollers").Update(4)
	h.Gauge("temporal_num_pollers").Update(2)
	h.Timer("temporal_request_latency").Record(20 * time.Millisecond)
	found, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range found {
		for _, s := range f.GetMetric() {
			name := f.GetName()
			for _, l := range s.GetLabel() {
				name += fmt.Sprintf(" %s=%s", l.GetName(), l.GetValue())
			}
			got[name] = s.GetCounter().GetValue() + s.GetGauge().GetValue() + s.GetHistogram().GetSampleSum()
		}
	}
	want := map[string]float64{
		"temporal_num_pollers namespace=n": 2, "temporal_request_total namespace=n": 2,
		"temporal_request_total namespace=n operation=Poll": 4,
		"temporal_request_latency_seconds namespace=n":      0.02,
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v: %s", got, want, strings.Join(slices.Sorted(maps.Keys(got)), ", "))
	}
}
