package gateway

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/ai-genesis/ai-genesis"
)

// statusOf is the single mapping from error codes to HTTP statuses.
var statusOf = map[genesis.Code]int{
	genesis.CodeInvalid:      fiber.StatusBadRequest,
	genesis.CodeNotFound:     fiber.StatusNotFound,
	genesis.CodeConflict:     fiber.StatusConflict,
	genesis.CodeStale:        fiber.StatusConflict,
	genesis.CodeCooldown:     fiber.StatusTooManyRequests,
	genesis.CodeUnauthorized: fiber.StatusUnauthorized,
	genesis.CodeForbidden:    fiber.StatusForbidden,
	genesis.CodeTooLarge:     fiber.StatusRequestEntityTooLarge,
	genesis.CodeBusy:         fiber.StatusServiceUnavailable,
	genesis.CodeUnavailable:  fiber.StatusServiceUnavailable,
	genesis.CodeRejected:     fiber.StatusUnprocessableEntity,
	genesis.CodeInternal:     fiber.StatusInternalServerError,
}

// methodKey is the local that holds a request method which Fiber does not know.
const methodKey = "method"

// errorBody is the body of every error response.
type errorBody struct {
	Error *genesis.Error `json:"error"`
}

// handleError is the only place where an error becomes a response. Internal errors are logged and not shown.
func (s *Server) handleError(c *fiber.Ctx, err error) error {
	e, status := s.errorResponse(c, err)
	if status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, "2")
	}
	if ms, ok := milliseconds(e.Details["retry_after_ms"]); ok {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(ms/1000))))
	}
	if status == fiber.StatusUnauthorized {
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	return c.Status(status).JSON(errorBody{e})
}

func (s *Server) errorResponse(c *fiber.Ctx, err error) (*genesis.Error, int) {
	if e, ok := errors.AsType[*genesis.Error](err); ok && e.Code != genesis.CodeInternal {
		status := statusOf[e.Code]
		if status >= 500 {
			s.rejections.log(s.log(c), err)
		}
		return e, status
	}
	if e, ok := errors.AsType[*fiber.Error](err); ok && e.Code < 500 {
		return genesis.Errorf(codeOfStatus(e.Code), "%s", e.Message), e.Code
	}
	s.log(c).Error("request failed", "error", err)
	return genesis.Errorf(genesis.CodeInternal, "internal error; the log has the details under this request id").
		With("request_id", c.Locals(requestKey)), fiber.StatusInternalServerError
}

func codeOfStatus(status int) genesis.Code {
	switch status {
	case fiber.StatusNotFound:
		return genesis.CodeNotFound
	case fiber.StatusRequestEntityTooLarge, fiber.StatusRequestHeaderFieldsTooLarge:
		return genesis.CodeTooLarge
	}
	return genesis.CodeInvalid
}

// milliseconds reads a number from the details of an error, which may have been decoded from JSON.
func milliseconds(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

// notFound answers requests to unknown paths, and to paths that don't support the method.
func (s *Server) notFound(c *fiber.Ctx) error {
	method := c.Method()
	if asked, ok := c.Locals(methodKey).(string); ok {
		method = asked
	}
	if allowed := s.methods(c.Path()); len(allowed) > 0 {
		c.Set(fiber.HeaderAllow, strings.Join(allowed, ", "))
		return fiber.NewError(fiber.StatusMethodNotAllowed, fmt.Sprintf("%s supports %s, not %s", c.Path(),
			strings.Join(allowed, " and "), method))
	}
	return genesis.Errorf(genesis.CodeNotFound, "there is no %s %s; see /api/openapi.json", method, c.Path())
}

// methods lists the methods that a path of the API supports.
func (s *Server) methods(path string) (allowed []string) {
	for _, r := range s.app.GetRoutes(true) {
		if !strings.HasSuffix(r.Path, "*") && fiber.RoutePatternMatch(path, r.Path) && !slices.Contains(allowed, r.Method) {
			allowed = append(allowed, r.Method)
		}
	}
	slices.Sort(allowed)
	return allowed
}

// anyMethod makes sure that a request with a method unknown to Fiber is rejected like any other: Fiber itself would
// answer it in plain text before any of our handlers runs.
func anyMethod(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if method := string(ctx.Method()); !slices.Contains(fiber.DefaultMethods, method) {
			ctx.SetUserValue(methodKey, method)
			ctx.Request.Header.SetMethod(fiber.MethodTrace) // no route uses TRACE
		}
		next(ctx)
	}
}

// publicMessage returns the text of an error that is safe to show to anybody.
func publicMessage(err error) string {
	if e, ok := errors.AsType[*genesis.Error](err); ok {
		return e.Message
	}
	return "it does not answer"
}

// rejectionLog logs requests that are rejected because a part is away: when that begins, and once a minute while it
// lasts. A log entry for each request would let a polling page fill the log.
type rejectionLog struct {
	mu   sync.Mutex
	seen map[string]*rejectionEntry // by public message
}

type rejectionEntry struct {
	at      time.Time
	repeats int // since the last log entry
}

const (
	rejectionLogInterval = time.Minute
	maxRejections        = 64 // different messages to remember
)

func (r *rejectionLog) log(log *slog.Logger, err error) {
	says := publicMessage(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	known := r.seen[says]
	if known != nil && time.Since(known.at) < rejectionLogInterval {
		known.repeats++
		return
	}
	if r.seen == nil || len(r.seen) >= maxRejections {
		r.seen = map[string]*rejectionEntry{}
	}
	r.seen[says] = &rejectionEntry{at: time.Now()}
	if known != nil {
		log.Warn("requests are still refused", "error", err, "since_last", known.repeats)
		return
	}
	log.Warn("requests are refused", "error", err)
}

// publicError converts an error to the form that a viewer of the stream may see.
func (s *Server) publicError(err error) *genesis.Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*genesis.Error](err); ok && e.Code != genesis.CodeInternal {
		return e
	}
	s.Log.Error("a viewer's change failed", "error", err)
	return genesis.Errorf(genesis.CodeInternal, "internal error; the log has the details")
}
