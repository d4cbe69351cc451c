package activities

import (
	"context"
	"strings"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// draftEvery is the time between two looks at what the model has written, quick enough to read along.
const draftEvery = 200 * time.Millisecond

// scribe shows viewers an answer while the model writes it. The model never waits for it.
type scribe struct {
	store *redisstore.Store
	mu    sync.Mutex
	text  strings.Builder
	draft genesis.Draft // as it was published last
	lost  bool
}

// take adds a part of the answer.
func (s *scribe) take(part string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.WriteString(part)
}

// show publishes the answer so far unless it is known. A draft that gets lost is no reason to ask again, and told once.
func (s *scribe) show(ctx context.Context) {
	s.mu.Lock()
	text := s.text.String()
	s.mu.Unlock()
	if text == s.draft.Text {
		return
	}
	s.draft.Text = text
	if err := s.store.PublishDraft(ctx, s.draft); err != nil && !s.lost {
		s.lost = true
		activity.GetLogger(ctx).Warn("viewers can't read along with the model", "error", err)
	}
}

// reading shows the answer as it grows until stop, and then the whole of it.
func (s *scribe) reading(ctx context.Context) (stop func()) {
	quit := every(ctx, draftEvery, func() { s.show(ctx) })
	return func() { quit(); s.show(ctx) }
}
