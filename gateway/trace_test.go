package gateway

import (
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// TestLogNamesTheTrace is not parallel: the provider of traces belongs to the process.
func TestLogNamesTheTrace(t *testing.T) {
	before := otel.GetTracerProvider()
	otel.SetTracerProvider(sdktrace.NewTracerProvider())
	otel.SetTextMapPropagator(propagation.TraceContext{})
	t.Cleanup(func() { otel.SetTracerProvider(before) })
	h := start(t, nil)
	h.alive()
	h.engine(obey)
	const id = "0af7651916cd43dd8448eb211c80319c"
	same(t, h.call("POST", "/api/world/pause", "", "Traceparent", "00-"+id+"-b7ad6b7169203331-01", "X-Request-Id",
		"traced").StatusCode, 200)
	same(t, h.call("GET", "/api/evolution/state", "", "X-Request-Id", "plain").StatusCode, 200)
	eventually(t, "the log to name the trace", func() bool {
		for line := range strings.Lines(h.log.String()) {
			if strings.Contains(line, "request=traced") && strings.Contains(line, "msg=change") {
				return strings.Contains(line, "TraceID="+id)
			}
		}
		return false
	})
}
