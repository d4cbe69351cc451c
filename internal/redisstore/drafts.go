package redisstore

import (
	"context"
	"encoding/json"

	"github.com/ai-genesis/ai-genesis"
)

// PublishDraft publishes what the model has written so far.
func (s *Store) PublishDraft(ctx context.Context, d genesis.Draft) error {
	return s.publish(ctx, ChDraft, d)
}

// ListenDrafts calls handle with each draft until ctx ends. Malformed payloads are skipped.
func (s *Store) ListenDrafts(ctx context.Context, handle func(genesis.Draft)) error {
	return s.Listen(ctx, ChDraft, func(payload []byte) {
		var d genesis.Draft
		if json.Unmarshal(payload, &d) == nil {
			handle(d)
		}
	})
}
