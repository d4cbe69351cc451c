package activities

import (
	"context"
	"errors"

	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
)

// Interceptor belongs on every worker that runs these steps. It distinguishes a step that a person cancelled from one
// whose context ended for another reason: the worker lost its connection to Temporal, or a time limit of our own
// expired. Guard, if set, is called before each step; if it returns an error, the step is not run and fails with it.
type Interceptor struct {
	interceptor.WorkerInterceptorBase
	Guard func(context.Context) error
}

// InterceptActivity implements interceptor.WorkerInterceptor.
func (i *Interceptor) InterceptActivity(
	_ context.Context, next interceptor.ActivityInboundInterceptor,
) interceptor.ActivityInboundInterceptor {
	return &cancellationInbound{interceptor.ActivityInboundInterceptorBase{Next: next}, i.Guard}
}

type cancellationInbound struct {
	interceptor.ActivityInboundInterceptorBase
	guard func(context.Context) error
}

// ExecuteActivity implements interceptor.ActivityInboundInterceptor.
func (u *cancellationInbound) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	if u.guard != nil {
		if err := u.guard(ctx); err != nil {
			return nil, fail(err)
		}
	}
	out, err := u.Next.ExecuteActivity(ctx, in)
	return out, classifyCancellation(ctx, err)
}

// classifyCancellation converts the end of a context to an error with the code unavailable, unless the step was
// cancelled on request.
func classifyCancellation(ctx context.Context, err error) error {
	if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if _, typed := errors.AsType[*temporal.ApplicationError](err); typed {
		return err
	}
	cause := context.Cause(ctx)
	if _, wanted := errors.AsType[*temporal.CanceledError](cause); wanted {
		return err
	}
	switch {
	case cause == nil: // a time limit within the step
		return partUnavailable(err, "no answer within the time for one: "+err.Error(), "")
	case errors.Is(cause, context.DeadlineExceeded), errors.Is(cause, errWorkerStops):
		return partUnavailable(err, "the step was broken off: "+cause.Error(), "")
	}
	return partUnavailable(err, "the worker lost Temporal in the middle of the step: "+cause.Error(), genesis.PartTemporal)
}

// partUnavailable returns an error for a part that is unavailable; part is "" for the process that runs the step.
func partUnavailable(err error, message, part string) error {
	return temporal.NewApplicationErrorWithOptions(
		message,
		string(genesis.CodeUnavailable),
		temporal.ApplicationErrorOptions{
			Cause: err, Details: []any{part},
		},
	)
}
