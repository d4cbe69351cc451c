package llm

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// Part is a part of an answer and the progress so far.
type Part struct {
	Text     string
	Progress Progress
}

// Progress is the progress of an answer.
type Progress struct {
	Since    time.Time // when the question was sent
	Last     time.Time // when the last token arrived; zero before the first
	Tokens   int
	Thinking bool
	Rate     float64 // tokens a second since the first; 0 while there are too few to tell
	Limit    time.Duration
}

// enough is the number of tokens from which the rate is computed.
const enough = 16

// watchdog cancels a question if the model is silent for too long or too slow to finish in time. A limit on the whole
// answer alone would have to allow for the slowest machine and would let a hung server block a cycle for as long.
type watchdog struct {
	limits Limits
	tokens int // limit on the tokens of the answer
	onPart func(Part)

	mu    sync.Mutex
	now   Progress
	first time.Time
}

// watch returns a context that ends when a limit is exceeded, with an *Error as its cause.
func (c *Client) watch(ctx context.Context, how request, onPart func(Part)) (*watchdog, context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watchdog{limits: c.limits, tokens: how.tokens, onPart: onPart}
	w.now = Progress{Since: time.Now(), Limit: c.limits.First}
	onPart(Part{Progress: w.now})
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(min(200*time.Millisecond, c.limits.Gap/4))
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case at := <-ticker.C:
				if err := w.late(at); err != nil {
					cancel(err)
					return
				}
			}
		}
	}()
	return w, ctx, func() { cancel(nil); <-done }
}

// token records a part of the answer. Servers send one part for each token.
func (w *watchdog) token(text string, thinking bool) {
	w.mu.Lock()
	w.now.Last = time.Now()
	if w.now.Tokens++; w.now.Tokens == 1 {
		w.first = w.now.Last
	}
	w.now.Thinking, w.now.Limit = thinking, w.limits.Gap
	if took := w.now.Last.Sub(w.first).Seconds(); w.now.Tokens > enough && took > 0 {
		w.now.Rate = float64(w.now.Tokens-1) / took
	}
	p := Part{Text: text, Progress: w.now}
	w.mu.Unlock()
	w.onPart(p)
}

// late returns an error if a limit is exceeded at the given time.
func (w *watchdog) late(at time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.now
	absent := func(format string, args ...any) error {
		return &Error{Kind: genesis.FailLLMAbsent, Message: fmt.Sprintf(format, args...)}
	}
	if p.Tokens == 0 {
		if at.Sub(p.Since) > w.limits.First {
			return absent(
				"the model took too long: it was silent for %v, and the limit until the first word is %v (3 × "+
					"GENESIS_LLM_TIMEOUT_SEC)",
				round(at.Sub(p.Since)), w.limits.First,
			)
		}
		return nil
	}
	if at.Sub(p.Last) > w.limits.Gap {
		return absent("the model fell silent in the middle of its answer, after %d tokens; the limit is %v", p.Tokens,
			w.limits.Gap)
	}
	total := w.limits.Total
	if p.Rate > 0 { // an answer of full length at this rate, plus half
		total = min(total, time.Duration(1.5*float64(w.tokens)/p.Rate*float64(time.Second))+w.limits.First)
	}
	if at.Sub(p.Since) > total {
		return absent("the model took too long: %d tokens in %v, %.1f a second; the limit for an answer is %v", p.Tokens,
			round(at.Sub(p.Since)), p.Rate, round(total))
	}
	return nil
}

func round(d time.Duration) time.Duration { return d.Round(time.Second) }
