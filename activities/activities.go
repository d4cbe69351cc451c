// Package activities holds the steps of an evolution cycle, a file each: observe, plan, code, vet, trial, save, deploy,
// canary, retire, record. A step does its work, returns a small result that points to large things by hash, and sorts
// its errors by the codes of package genesis; whether and when it is tried again is settled in workflows/policies.go.
// Any step may run twice: what it does the second time must be nothing, or the same.
//
// The steps fall into four groups by where they run: LLM on the queue llm, Trials on trial, Cycles on genesis, and
// Engine in the engine's own process on engine.<world>.
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

// forkTTL is how long a fork of the world is kept for its trials; a cycle that pauses for longer looks again.
const forkTTL = 6 * time.Hour

// draftTTL is how long prompts, answers and programs that came to nothing are kept, for people to read: as long as
// Temporal keeps the cycle. Save keeps the program of a mutation for good.
const draftTTL = 30 * 24 * time.Hour

// beatEvery is the time between heartbeats, well within the timeouts of policies.go.
const beatEvery = time.Second

// nonRetryable marks the codes that trying again can't cure.
var nonRetryable = map[genesis.Code]bool{
	genesis.CodeInvalid: true, genesis.CodeNotFound: true, genesis.CodeStale: true, genesis.CodeRejected: true,
	genesis.CodeForbidden: true, genesis.CodeTooLarge: true,
}

// fail is the one mapper from errors to Temporal's: the type is the code, or the kind of the model's failure.
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

// lostError says what of an earlier step is gone.
type lostError struct {
	what  genesis.Lost
	cause error
}

func (l *lostError) Error() string { return fmt.Sprintf("Redis has lost the %s: %v", l.what, l.cause) }

func (l *lostError) Unwrap() error { return l.cause }

// lost gives an error of code not_found the words of something that an earlier step had put into Redis. Others stay as
// they are.
func lost(err error, what genesis.Lost) error {
	if genesis.CodeOf(err) != genesis.CodeNotFound {
		return err
	}
	return &lostError{what, err}
}

// missing is the part that an error of code unavailable names, or "".
func missing(err error) string {
	e, _ := errors.AsType[*genesis.Error](err)
	part, _ := e.Details["missing"].(string)
	return part
}

// heartbeat tells Temporal until stop that the activity lives, and with it hears of a cancellation, which ends ctx.
func heartbeat(ctx context.Context) (stop func()) {
	beat(ctx)
	return every(ctx, beatEvery, func() { beat(ctx) })
}

// every calls f again and again until stop, which waits for the last call, or the end of ctx.
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

// withWorkerStop ends ctx when the worker stops, so that the activity is taken up elsewhere at once instead of after a
// timeout.
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

// failAfterStop turns the end of ctx through leaving into an error that is tried again.
func failAfterStop(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errWorkerStops) {
		return temporal.NewApplicationError(errWorkerStops.Error(), string(genesis.CodeUnavailable))
	}
	return fail(err)
}

// seedOf gives a question its own randomness: the same one for the same words.
func seedOf(words ...string) int {
	h := fnv.New32a()
	for _, w := range words {
		h.Write([]byte(w + "\x00"))
	}
	return int(h.Sum32() >> 1)
}
