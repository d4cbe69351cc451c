package gateway

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/ai-genesis/ai-genesis"
)

// metrics counts what the gateway does and shows, beside it, what the engine last reported.
type metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	seconds     *prometheus.HistogramVec
	framesSent  prometheus.Counter
	framesShed  prometheus.Counter
	feedSent    prometheus.Counter
	feedShed    prometheus.Counter
	viewersLost *prometheus.CounterVec
}

func newMetrics(s *Server) *metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "genesis_gateway_" + name, Help: help})
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "genesis_gateway_requests_total", Help: "HTTP requests by route and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "genesis_gateway_request_seconds", Help: "Time to answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 2.5, 10},
		}, []string{"route"}),
		framesSent: counter("frames_sent_total", "Frames written to viewers."),
		framesShed: counter("frames_dropped_total", "Frames that a slow viewer skipped for a newer one."),
		feedSent:   counter("feed_sent_total", "Feed messages written to viewers."),
		feedShed:   counter("feed_dropped_total", "Feed messages that a slow viewer's full queue refused."),
		viewersLost: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "genesis_gateway_viewers_closed_total", Help: "Viewers gone, by who ended it.",
		}, []string{"by"}),
	}
	viewers := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "genesis_gateway_viewers", Help: "Viewers connected.",
	}, func() float64 { return float64(s.hub.viewers()) })
	m.registry.MustRegister(m.requests, m.seconds, m.framesSent, m.framesShed, m.feedSent, m.feedShed, m.viewersLost,
		viewers, collectors.NewGoCollector(), &engineCollector{s})
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// observe counts a request under its route's pattern, so that ids don't multiply the series.
func (m *metrics) observe(c *fiber.Ctx) error {
	start := time.Now()
	err := c.Next()
	route, status := c.Route().Path, c.Response().StatusCode()
	if err != nil {
		status = fiber.StatusInternalServerError
		if e, ok := errors.AsType[*genesis.Error](err); ok {
			status = statusOf[e.Code]
		} else if e, ok := errors.AsType[*fiber.Error](err); ok {
			status = e.Code
		}
	}
	m.requests.WithLabelValues(c.Method(), route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(time.Since(start).Seconds())
	return err
}

// engineCollector shows the engine's figures at the time of a scrape; an engine that is down shows up 0 and no others.
type engineCollector struct{ s *Server }

// gauge is one figure of the loop.
type gauge struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	read func(genesis.LoopStats) float64
}

var (
	engineUp = prometheus.NewDesc("genesis_engine_up", "1 while the engine reports.", nil, nil)
	gauges   = []gauge{
		figure("ticks_total", "Ticks of the world.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.Tick) }),
		figure("overruns_total", "Ticks that took longer than their time.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.Overruns) }),
		figure("carried_over_total", "Molbots cut from a tick by the budget.", prometheus.CounterValue,
			func(l genesis.LoopStats) float64 { return float64(l.CarriedOver) }),
		figure("target_hz", "Ticks a second that are wanted.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return l.TargetHz }),
		figure("achieved_hz", "Ticks a second that are reached.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return l.AchievedHz }),
		figure("tick_p50_seconds", "Median time of a tick.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return l.TickP50Ms / 1000 }),
		figure("tick_p99_seconds", "99th percentile of the time of a tick.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return l.TickP99Ms / 1000 }),
		figure("molbots", "Molbots alive.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return float64(l.EntityCount) }),
		figure("resources", "Pieces of food.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return float64(l.Resources) }),
		figure("active_traits", "Generated traits loaded.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return float64(l.ActiveTraits) }),
		figure("memory_bytes", "Memory of the engine's process.", prometheus.GaugeValue,
			func(l genesis.LoopStats) float64 { return float64(l.MemoryBytes) }),
	}
)

func figure(name, help string, kind prometheus.ValueType, read func(genesis.LoopStats) float64) gauge {
	return gauge{prometheus.NewDesc("genesis_engine_"+name, help, nil, nil), kind, read}
}

// Describe implements prometheus.Collector.
func (e *engineCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- engineUp
	for _, g := range gauges {
		ch <- g.desc
	}
}

// Collect implements prometheus.Collector.
func (e *engineCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // a scrape brings no context along
	defer cancel()
	stats, alive, err := e.s.Store.ReadStats(ctx)
	if err != nil || !alive {
		ch <- prometheus.MustNewConstMetric(engineUp, prometheus.GaugeValue, 0)
		return
	}
	ch <- prometheus.MustNewConstMetric(engineUp, prometheus.GaugeValue, 1)
	for _, g := range gauges {
		ch <- prometheus.MustNewConstMetric(g.desc, g.kind, g.read(stats))
	}
}
