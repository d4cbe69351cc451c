package temporalclient

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
)

// latencies are the histogram buckets for all timers of the SDK [s]: from a server call to a trial or a slow model.
var latencies = []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900}

// Metrics exports the metrics of Temporal's SDK to Prometheus under the names used in Temporal's own dashboards:
// counters end in _total, timers are histograms in seconds. It is safe for concurrent use.
//
// The SDK uses the same metric with different labels in different places, which a Prometheus registry rejects for
// described collectors. Metrics is therefore an unchecked collector, which describes nothing in advance.
type Metrics struct {
	mu     sync.Mutex
	series map[string]prometheus.Metric
}

// NewMetrics returns a collector for a registry.
func NewMetrics() *Metrics { return &Metrics{series: map[string]prometheus.Metric{}} }

// Describe implements prometheus.Collector.
func (m *Metrics) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (m *Metrics) Collect(ch chan<- prometheus.Metric) {
	m.mu.Lock()
	series := slices.Collect(maps.Values(m.series))
	m.mu.Unlock()
	for _, s := range series {
		ch <- s
	}
}

// Handler returns the handler for a client's options; its workers inherit it.
func (m *Metrics) Handler() client.MetricsHandler { return tagged{m, nil} }

// tagged creates metrics with fixed labels.
type tagged struct {
	m      *Metrics
	labels prometheus.Labels
}

// WithTags implements client.MetricsHandler.
func (t tagged) WithTags(tags map[string]string) client.MetricsHandler {
	labels := prometheus.Labels{}
	maps.Copy(labels, t.labels)
	maps.Copy(labels, tags)
	return tagged{t.m, labels}
}

// Counter implements client.MetricsHandler.
func (t tagged) Counter(name string) client.MetricsCounter {
	return counter{find(t, name+"_total", func(name string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: t.labels})
	})}
}

// Gauge implements client.MetricsHandler.
func (t tagged) Gauge(name string) client.MetricsGauge {
	return gauge{find(t, name, func(name string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: t.labels})
	})}
}

// Timer implements client.MetricsHandler.
func (t tagged) Timer(name string) client.MetricsTimer {
	return timer{find(t, name+"_seconds", func(name string) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, ConstLabels: t.labels,
			Buckets: latencies})
	})}
}

const help = "Of Temporal's Go SDK: https://docs.temporal.io/references/sdk-metrics"

// find returns the series with a name and labels, creating it on first use.
func find[T prometheus.Metric](t tagged, name string, create func(name string) T) T {
	var key strings.Builder
	key.WriteString(name)
	for _, label := range slices.Sorted(maps.Keys(t.labels)) {
		key.WriteString("\x00" + label + "\x00" + t.labels[label])
	}
	t.m.mu.Lock()
	defer t.m.mu.Unlock()
	if s, ok := t.m.series[key.String()].(T); ok {
		return s
	}
	s := create(name)
	t.m.series[key.String()] = s
	return s
}

type counter struct{ prometheus.Counter }

// Inc implements client.MetricsCounter.
func (c counter) Inc(n int64) { c.Add(float64(n)) }

type gauge struct{ prometheus.Gauge }

// Update implements client.MetricsGauge.
func (g gauge) Update(v float64) { g.Set(v) }

type timer struct{ prometheus.Histogram }

// Record implements client.MetricsTimer.
func (t timer) Record(d time.Duration) { t.Observe(d.Seconds()) }
