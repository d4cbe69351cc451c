// Package activities implements the steps of an evolution cycle as Temporal activities: observe, plan, code, vet,
// trial, save, deploy, canary, retire and record, each in a file of its own. A step returns a small result that refers
// to large data by hash, and maps its errors to the codes of package genesis. workflows/policies.go decides whether and
// when a step is retried. Temporal may run any step twice, so a second run must change nothing or do the same again.
//
// The steps form four groups by the place where they run: LLM on the queue llm, Trials on trial, Cycles on genesis, and
// Engine in the engine's process on engine.<world>.
package activities

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/internal/llm"
)

// forkTTL is how long a fork of the world is kept for its trials. A cycle that pauses for longer observes again.
const forkTTL = 6 * time.Hour

// draftTTL is how long prompts, answers and rejected programs are kept for people to read: as long as Temporal keeps
// the cycle. Save stores the program of a mutation permanently.
const draftTTL = 30 * 24 * time.Hour

// beatEvery is the time between heartbeats. It is well below the timeouts in policies.go.
const beatEvery = time.Second

// nonRetryable lists the codes that a retry cannot cure.
var nonRetryable = map[genesis.Code]bool{
	genesis.CodeInvalid: true, genesis.CodeNotFound: true, genesis.CodeStale: true, genesis.CodeRejected: true,
	genesis.CodeForbidden: true, genesis.CodeTooLarge: true,
}

// fail maps the errors of steps to those of Temporal. The type of the result is the code, or the kind of the model's
// failure.
func fail(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if e, ok := errors.AsType[*llm.Error](err); ok {
		return temporal.NewApplicationError(e.Message, e.Kind)
	}
	if l, ok := errors.AsType[*lostError](err); ok {
		return temporal.NewNonRetryableApplicationError(l.Error(), genesis.FailLost, nil, l.what)
	}
	code := genesis.CodeOf(err)
	if code == genesis.CodeUnavailable {
		return partUnavailable(nil, err.Error(), missing(err))
	}
	return temporal.NewApplicationErrorWithOptions(err.Error(), string(code), temporal.ApplicationErrorOptions{
		NonRetryable: nonRetryable[code],
	})
}

// lostError says which result of an earlier step is gone.
type lostError struct {
	what  genesis.Lost
	cause error
}

func (l *lostError) Error() string { return fmt.Sprintf("Redis has lost the %s: %v", l.what, l.cause) }

func (l *lostError) Unwrap() error { return l.cause }

// lost wraps an error with the code not_found to say which result of an earlier step Redis has lost. It returns other
// errors unchanged.
func lost(err error, what genesis.Lost) error {
	if genesis.CodeOf(err) != genesis.CodeNotFound {
		return err
	}
	return &lostError{what, err}
}

// missing returns the part that an error with the code unavailable names, or "".
func missing(err error) string {
	e, _ := errors.AsType[*genesis.Error](err)
	part, _ := e.Details["missing"].(string)
	return part
}

// heartbeat sends heartbeats until stop is called. Their responses carry a cancellation, which ends ctx. The first one
// is not sent at once: a step that takes less than beatEvery would only wait for its answer.
func heartbeat(ctx context.Context) (stop func()) {
	return every(ctx, beatEvery, func() { beat(ctx) })
}

// every calls f periodically until ctx ends or stop is called. stop waits for the last call to return.
func every(ctx context.Context, d time.Duration, f func()) (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(d)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				f()
			case <-quit:
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() { close(quit); <-done }
}

// withWorkerStop returns a context that ends when the worker stops, so that another worker can take over the activity
// at once instead of after a timeout.
func withWorkerStop(ctx context.Context) (context.Context, func()) {
	ctx, stop := context.WithCancelCause(ctx)
	quit := make(chan struct{})
	go func() {
		select {
		case <-stopping(ctx):
			stop(errWorkerStops)
		case <-quit:
		}
	}()
	return ctx, func() { close(quit); stop(nil) }
}

var errWorkerStops = errors.New("the worker stops")

// failAfterStop returns a retryable error if the worker's stop ended ctx.
func failAfterStop(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errWorkerStops) {
		return temporal.NewApplicationError(errWorkerStops.Error(), string(genesis.CodeUnavailable))
	}
	return fail(err)
}

// seedOf derives the random seed of a question from its words.
func seedOf(words ...string) int {
	h := fnv.New32a()
	for _, w := range words {
		h.Write([]byte(w + "\x00"))
	}
	return int(h.Sum32() >> 1)
}
