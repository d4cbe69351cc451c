package gateway

import (
	"log/slog"

	"github.com/gofiber/fiber/v2"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// carrier reads the caller's trace from the headers of a request.
type carrier struct{ *fiber.Ctx }

// Get implements propagation.TextMapCarrier.
func (c carrier) Get(key string) string { return c.Ctx.Get(key) }

// Set implements propagation.TextMapCarrier; answers carry no trace.
func (c carrier) Set(string, string) {}

// Keys implements propagation.TextMapCarrier.
func (c carrier) Keys() []string { return []string{"traceparent", "tracestate"} }

// traceKey is the local that holds a request's trace, and its name in the log; Temporal's client logs traces under the
// same name.
const traceKey = "TraceID"

// log returns a logger for one request, with its id and its trace.
func (s *Server) log(c *fiber.Ctx) *slog.Logger {
	log := s.Log.With("request", c.Locals(requestKey), "path", c.Path())
	if id, traced := c.Locals(traceKey).(string); traced {
		log = log.With(traceKey, id)
	}
	return log
}

// trace makes a request part of its caller's trace, or starts one, if tracing is on in this process.
func (s *Server) trace(c *fiber.Ctx) error {
	ctx := otel.GetTextMapPropagator().Extract(c.UserContext(), carrier{c})
	ctx, span := otel.Tracer("gateway").Start(ctx, c.Method()+" "+c.Path(), trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	if !span.IsRecording() {
		return c.Next()
	}
	id, _ := c.Locals(requestKey).(string)
	span.SetAttributes(attribute.String("http.request.method", c.Method()), attribute.String("url.path", c.Path()),
		attribute.String("request.id", id))
	c.SetUserContext(ctx)
	c.Locals(traceKey, span.SpanContext().TraceID().String())
	err := c.Next()
	span.SetName(c.Method() + " " + c.Route().Path)
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
	}
	return err
}
