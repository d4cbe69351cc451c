package temporalclient

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	tlog "go.temporal.io/sdk/log"
)

// Keys under which the SDK logs, and its message about an activity that returned an error.
const (
	activityError = "Activity error."
	activityKey   = "ActivityType"
	workflowKey   = "WorkflowID"
	errorKey      = "Error"
)

const (
	failureLogInterval = time.Minute // between two lines about a persistent failure
	maxFailures        = 64          // number of distinct failures to remember
)

// LogTo sends the errors that the SDK logs on a connection to log. It omits warnings: the SDK logs one for each refused
// poll, and the important ones also surface as errors. Temporal retries a failing activity and the SDK logs each
// attempt; LogTo reduces this to a line when an activity begins to fail, one per minute while the same error persists,
// and one when the activity succeeds again.
func LogTo(o *client.Options, log *slog.Logger) {
	o.Interceptors = slices.DeleteFunc(o.Interceptors, func(i interceptor.ClientInterceptor) bool {
		_, earlier := i.(*recovery)
		return earlier
	})
	f := &failures{seen: map[string]*failure{}, log: log}
	o.Logger = tlog.NewStructuredLogger(slog.New(&handler{Handler: log.Handler(), failures: f}))
	o.Interceptors = append(o.Interceptors, &recovery{failures: f})
}

// failures tracks currently failing activities by activity and error.
type failures struct {
	log  *slog.Logger
	mu   sync.Mutex
	seen map[string]*failure
}

type failure struct {
	activity, workflow string
	logged             time.Time
	repeats            int // since the last logged one
}

// isNews reports whether an activity's error must be logged, and how many attempts were not logged since the last time.
func (f *failures) isNews(activity, workflow, err string, now time.Time) (repeats int, news bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := activity + "\n" + err
	known := f.seen[key]
	if known != nil && now.Sub(known.logged) < failureLogInterval {
		known.workflow, known.repeats = workflow, known.repeats+1
		return 0, false
	}
	if len(f.seen) >= maxFailures {
		clear(f.seen)
	}
	f.seen[key] = &failure{activity: activity, workflow: workflow, logged: now}
	if known != nil {
		repeats = known.repeats
	}
	return repeats, true
}

// succeeded forgets the failures of an activity in a workflow, and logs that it works again if there were any.
func (f *failures) succeeded(activity, workflow string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	failed := false
	for key, known := range f.seen {
		if known.activity == activity && known.workflow == workflow {
			delete(f.seen, key)
			failed = true
		}
	}
	if failed {
		f.log.Info("an activity that failed has succeeded", activityKey, activity, workflowKey, workflow)
	}
}

// handler forwards the SDK's errors except repeated ones about an activity.
type handler struct {
	slog.Handler
	failures *failures
}

// Enabled implements slog.Handler.
func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && h.Handler.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	if r.Message != activityError {
		return h.Handler.Handle(ctx, r)
	}
	values := map[string]string{}
	r.Attrs(func(a slog.Attr) bool {
		values[a.Key] = fmt.Sprint(a.Value.Any())
		return true
	})
	repeats, news := h.failures.isNews(values[activityKey], values[workflowKey], values[errorKey], r.Time)
	if !news {
		return nil
	}
	if repeats > 0 {
		r.AddAttrs(slog.Int("since_last", repeats))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &handler{Handler: h.Handler.WithAttrs(attrs), failures: h.failures}
}

// WithGroup implements slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{Handler: h.Handler.WithGroup(name), failures: h.failures}
}

// recovery observes successful activities, about which the SDK logs nothing. The workers of a connection inherit it.
type recovery struct {
	interceptor.ClientInterceptorBase
	interceptor.WorkerInterceptorBase
	failures *failures
}

// InterceptActivity implements interceptor.WorkerInterceptor.
func (r *recovery) InterceptActivity(_ context.Context,
	next interceptor.ActivityInboundInterceptor) interceptor.ActivityInboundInterceptor {
	return &recoveredActivity{interceptor.ActivityInboundInterceptorBase{Next: next}, r.failures}
}

type recoveredActivity struct {
	interceptor.ActivityInboundInterceptorBase
	failures *failures
}

// ExecuteActivity implements interceptor.ActivityInboundInterceptor.
func (r *recoveredActivity) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	out, err := r.ActivityInboundInterceptorBase.ExecuteActivity(ctx, in)
	if err == nil {
		info := activity.GetInfo(ctx)
		r.failures.succeeded(info.ActivityType.Name, info.WorkflowExecution.ID)
	}
	return out, err
}
