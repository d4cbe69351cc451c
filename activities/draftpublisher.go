package activities

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/internal/llm"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const (
	// time between two updates of the draft, short enough to read along
	draftInterval    = 200 * time.Millisecond
	progressInterval = time.Second     // time between two reports of the progress
	silentAfter      = time.Minute     // a model that is silent for this long is reported in the feed,
	silentAgain      = 5 * time.Minute // and again after this time
)

// draftPublisher shows viewers an answer while the model writes it, and its progress. The model never waits for it.
// addPart only appends to a buffer, which a separate goroutine publishes.
type draftPublisher struct {
	store  *redisstore.Store
	mu     sync.Mutex
	text   strings.Builder
	now    llm.Progress
	status string        // shown in place of the progress
	draft  genesis.Draft // as last published
	failed bool
	noted  time.Time // time of the last progress report
	told   time.Time // time of the last line in the feed
}

// addPart adds a part of the answer.
func (s *draftPublisher) addPart(p llm.Part) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Progress.Tokens == 0 { // the question is asked again
		s.text.Reset()
	}
	s.text.WriteString(p.Text)
	s.now, s.status = p.Progress, ""
}

// setStatus shows a text in place of the progress.
func (s *draftPublisher) setStatus(words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = words
}

// show publishes the answer so far if it has changed. A failure is no reason to ask the model again; it is logged once.
func (s *draftPublisher) show(ctx context.Context) {
	s.mu.Lock()
	text := s.text.String()
	s.mu.Unlock()
	var err error
	if text != s.draft.Text {
		s.draft.Text = text
		err = s.store.PublishDraft(ctx, s.draft)
	}
	if now := time.Now(); now.Sub(s.noted) >= progressInterval {
		s.noted = now
		if failed := s.note(ctx, now); err == nil {
			err = failed
		}
	}
	if err != nil && !s.failed {
		s.failed = true
		logger(ctx).Warn("viewers can't read along with the model", "error", err)
	}
}

// note reports the progress of the model: every second in the record of the cycle, and in the feed if the model is
// silent for long.
func (s *draftPublisher) note(ctx context.Context, now time.Time) error {
	s.mu.Lock()
	p, status := s.now, s.status
	s.mu.Unlock()
	w := genesis.Waits{
		Part: genesis.WaitingForModel, Since: p.Since.UTC(), Tokens: p.Tokens, Rate: float64(int(10*p.Rate)) / 10,
		Text: status,
	}
	silent, quiet := now.Sub(p.Since), p.Tokens == 0
	if !quiet {
		silent = now.Sub(p.Last)
	}
	if status == "" {
		w.Text = progressText(p, now, silent)
	}
	if err := s.store.WriteWaits(ctx, s.draft.CycleID, w); err != nil || status != "" || silent < silentAfter ||
		now.Sub(s.told) < silentAgain {
		return err
	}
	s.told = now
	agent := genesis.AgentCoder
	if s.draft.Step == "plan" {
		agent = genesis.AgentArchitect
	}
	return s.store.Feed(ctx, genesis.FeedMessage{
		Agent: agent, Action: "model_silent", Message: w.Text + ".", Metadata: map[string]string{"cycle_id": s.draft.CycleID,
			"model": s.draft.Model},
	})
}

// progressText returns text such as "Waiting for the model · 44 s · 3.1 tokens/s".
func progressText(p llm.Progress, now time.Time, silent time.Duration) string {
	words := []string{"Waiting for the model"}
	if p.Thinking {
		words[0] = "The model thinks"
	}
	words = append(words, fmt.Sprintf("%.0f s", now.Sub(p.Since).Seconds()))
	if p.Rate > 0 {
		words = append(words, fmt.Sprintf("%.1f tokens/s", p.Rate))
	}
	if silent >= silentAfter || p.Tokens > 0 && silent > 10*time.Second {
		words = append(words, fmt.Sprintf("silent for %.0f s, given up after %.0f s", silent.Seconds(), p.Limit.Seconds()))
	}
	return strings.Join(words, " · ")
}

// reading publishes the answer periodically until stop is called, and then once more.
func (s *draftPublisher) reading(ctx context.Context) (stop func()) {
	s.now.Since = time.Now()
	quit := every(ctx, draftInterval, func() { s.show(ctx) })
	return func() {
		quit()
		s.show(ctx)
		if err := s.store.DropWaits(ctx, s.draft.CycleID); err != nil && ctx.Err() == nil {
			logger(ctx).Debug("how the model did goes by itself", "error", err)
		}
	}
}
