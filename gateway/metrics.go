package gateway

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/ai-genesis/ai-genesis"
)

// metrics holds the gateway's own counters, beside the figures that the engine last reported.
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
		feedShed:   counter("feed_dropped_total", "Feed messages that did not fit into a slow viewer's queue."),
		viewersLost: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "genesis_gateway_viewers_closed_total", Help: "Viewers that have left, by who closed the connection.",
		}, []string{"by"}),
	}
	viewers := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "genesis_gateway_viewers", Help: "Viewers connected.",
	}, func() float64 { return float64(s.hub.viewers()) })
	// One Prometheus may scrape gateways of several worlds, so each metric has the world as a label.
	prometheus.WrapRegistererWith(prometheus.Labels{"world": s.Store.World()}, m.registry).MustRegister(m.requests,
		m.seconds, m.framesSent, m.framesShed, m.feedSent, m.feedShed, m.viewersLost,
		viewers, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		&engineCollector{s},
		&evolutionCollector{s})
	if s.Figures != nil {
		prometheus.WrapRegistererWith(prometheus.Labels{"world": s.Store.World()}, m.registry).MustRegister(s.Figures)
	}
	return m
}

// handler serves the metrics; the answer cache compresses them.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
}

// scraped gathers the metrics once for all callers that ask for the same format within a second, because each gathering
// queries Redis a dozen times.
func (s *Server) scraped(c *fiber.Ctx) error {
	one, err := s.answers.getOrCompute(strings.Clone(c.OriginalURL()+" "+c.Get(fiber.HeaderAccept)), true, c)
	if err != nil || one == nil {
		return err
	}
	return one.send(c)
}

// observe counts a request under the pattern of its route, so that ids do not multiply the series.
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
