// Package tracing sends OpenTelemetry traces to a collector if the settings name one. A process calls Start at its
// beginning, and Temporal clients use Interceptors, so that one trace leads from a request through workflow and
// activity to the call of the model. Without a collector nothing is traced, at no cost.
package tracing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	temporalotel "go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

// flushTime is how long sending the last spans may take when a process stops.
const flushTime = 3 * time.Second

// Start enables tracing of a part of the system. stop sends the remaining spans. If the collector is unreachable,
// traces are lost but nothing else is affected.
func Start(ctx context.Context, s config.Settings, part string, log *slog.Logger) (stop func(), err error) {
	if s.OTelEndpoint == "" {
		return func() {}, nil
	}
	address, err := collector(s.OTelEndpoint)
	if err != nil {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(address))
	if err != nil {
		return nil, fmt.Errorf("trace to %s: %w", s.OTelEndpoint, err)
	}
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(exporter, sdktrace.WithBatchTimeout(time.Second)),
		sdktrace.WithResource(resource.NewSchemaless(
			attribute.String("service.namespace", "ai-genesis"), attribute.String("service.name", "genesis-"+part),
			attribute.String("genesis.world", s.World))),
	)
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Debug("traces are lost", "error", err) }))
	log.Info("tracing", "collector", address)
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), flushTime)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			log.Debug("the last traces are lost", "error", err)
		}
	}, nil
}

// collector returns the address for traces at an OTLP endpoint.
func collector(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", genesis.Errorf(genesis.CodeInvalid,
			"GENESIS_OTEL_ENDPOINT %q: want the address of an OTLP receiver over HTTP, as http://127.0.0.1:4318", endpoint)
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/v1/traces"
	}
	return u.String(), nil
}

// Interceptors returns interceptors for the options of a Temporal client; its workers inherit them. It returns none
// without a collector.
func Interceptors(s config.Settings) []interceptor.ClientInterceptor {
	if s.OTelEndpoint == "" {
		return nil
	}
	tracer, err := temporalotel.NewTracingInterceptor(temporalotel.TracerOptions{
		Tracer: otel.Tracer("temporal"), SpanContextKey: genesis.TraceKey{}, AllowInvalidParentSpans: true,
	})
	if err != nil {
		panic(err) // the options are constants
	}
	return []interceptor.ClientInterceptor{tracer}
}
