package worker

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// ShowMetrics serves the metrics of the Temporal SDK and of this process on /metrics at address until stop is called.
// Without an address it serves nothing. setting is the name of the setting that holds the address, for the error
// message.
func ShowMetrics(setting, address, world string, m *temporalclient.Metrics, log *slog.Logger) (stop func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid,
			"can't show figures to Prometheus: %v; choose another %s, or none", err, setting)
	}
	registry := prometheus.NewRegistry()
	// The label keeps processes of several worlds apart in one Prometheus.
	prometheus.WrapRegistererWith(prometheus.Labels{"world": world}, registry).MustRegister(m,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10,
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Warn("figures are not shown to Prometheus any more", "error", err)
		}
	}()
	log.Info("figures for Prometheus", "address", "http://"+l.Addr().String()+"/metrics")
	return func() { _ = server.Close(); <-ended }, nil
}
