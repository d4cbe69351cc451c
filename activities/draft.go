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
	draftEvery  = 200 * time.Millisecond // between two looks at what the model has written, quick enough to read along
	waitsEvery  = time.Second            // between two notes of how it does
	silentAfter = time.Minute            // a model that says nothing for so long is told of in the feed,
	silentAgain = 5 * time.Minute        // and again
)

// scribe shows viewers an answer while the model writes it, and how it gets on. The model never waits for it.
type scribe struct {
	store *redisstore.Store
	mu    sync.Mutex
	text  strings.Builder
	now   llm.Progress
	said  string        // in place of the progress
	draft genesis.Draft // as it was published last
	lost  bool
	noted time.Time // the last note of how it does
	told  time.Time // the last line in the feed
}

// take adds a part of the answer.
func (s *scribe) take(p llm.Part) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Progress.Tokens == 0 { // it is asked anew
		s.text.Reset()
	}
	s.text.WriteString(p.Text)
	s.now, s.said = p.Progress, ""
}

// says shows other words than the progress of an answer.
func (s *scribe) says(words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = words
}

// show publishes the answer so far unless it is known. A draft that gets lost is no reason to ask again, and is told of once.
func (s *scribe) show(ctx context.Context) {
	s.mu.Lock()
	text := s.text.String()
	s.mu.Unlock()
	var err error
	if text != s.draft.Text {
		s.draft.Text = text
		err = s.store.PublishDraft(ctx, s.draft)
	}
	if now := time.Now(); now.Sub(s.noted) >= waitsEvery {
		s.noted = now
		if failed := s.note(ctx, now); err == nil {
			err = failed
		}
	}
	if err != nil && !s.lost {
		s.lost = true
		logger(ctx).Warn("viewers can't read along with the model", "error", err)
	}
}

// note says how the model does: each second in the cycle's record, and in the feed if it is silent for long.
func (s *scribe) note(ctx context.Context, now time.Time) error {
	s.mu.Lock()
	p, said := s.now, s.said
	s.mu.Unlock()
	w := genesis.Waits{Part: genesis.WaitingForModel, Since: p.Since.UTC(), Tokens: p.Tokens, Rate: float64(int(10*p.Rate)) / 10, Text: said}
	silent, quiet := now.Sub(p.Since), p.Tokens == 0
	if !quiet {
		silent = now.Sub(p.Last)
	}
	if said == "" {
		w.Text = waitWords(p, now, silent)
	}
	if err := s.store.WriteWaits(ctx, s.draft.CycleID, w); err != nil || said != "" || silent < silentAfter || now.Sub(s.told) < silentAgain {
		return err
	}
	s.told = now
	agent := genesis.AgentCoder
	if s.draft.Step == "plan" {
		agent = genesis.AgentArchitect
	}
	return s.store.Feed(ctx, genesis.FeedMessage{
		Agent: agent, Action: "model_silent", Message: w.Text + ".", Metadata: map[string]string{"cycle_id": s.draft.CycleID, "model": s.draft.Model},
	})
}

// waitWords are such as "Waiting for the model · 44 s · 3.1 tokens/s".
func waitWords(p llm.Progress, now time.Time, silent time.Duration) string {
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

// reading shows the answer as it grows until stop, and then the whole of it.
func (s *scribe) reading(ctx context.Context) (stop func()) {
	s.now.Since = time.Now()
	quit := every(ctx, draftEvery, func() { s.show(ctx) })
	return func() {
		quit()
		s.show(ctx)
		if err := s.store.DropWaits(ctx, s.draft.CycleID); err != nil && ctx.Err() == nil {
			logger(ctx).Debug("how the model did goes by itself", "error", err)
		}
	}
}
