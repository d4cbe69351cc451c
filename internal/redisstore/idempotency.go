package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// idempotencyTTL is how long a request's idempotency key is remembered.
const idempotencyTTL = 24 * time.Hour

// idempotentAnswer is what is stored under an idempotency key.
type idempotentAnswer struct {
	Request string          `json:"request"` // a fingerprint: reusing the key for another request is an error
	Answer  json.RawMessage `json:"answer,omitempty"`
}

// Claim claims an idempotency key for a request. If the same request has claimed it before, Claim returns that
// request's answer, or nil if there is none yet. The error has code conflict if the key was used for another request
// within the last 24 h.
func (s *Store) Claim(ctx context.Context, key, request string) (answer json.RawMessage, err error) {
	fresh, err := json.Marshal(idempotentAnswer{Request: request})
	if err != nil {
		return nil, fmt.Errorf("claim an idempotency key: %w", err)
	}
	_, err = s.client.SetArgs(ctx, s.keys.once(key), fresh, redis.SetArgs{Mode: "NX", TTL: idempotencyTTL}).Result()
	if !errors.Is(err, redis.Nil) {
		return nil, wrap("claim an idempotency key", err)
	}
	held, err := s.client.Get(ctx, s.keys.once(key)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil // expired between the two calls
	}
	if err != nil {
		return nil, wrap("read an idempotency key", err)
	}
	var was idempotentAnswer
	if err := json.Unmarshal(held, &was); err != nil {
		return nil, fmt.Errorf("read an idempotency key: %w", err)
	}
	if was.Request != request {
		return nil, genesis.Errorf(genesis.CodeConflict, "this Idempotency-Key was used with another request within the "+
			"last 24 hours: choose a new one")
	}
	return was.Answer, nil
}

// StoreAnswer stores the answer to the request of a claimed key.
func (s *Store) StoreAnswer(ctx context.Context, key, request string, answer json.RawMessage) error {
	data, err := json.Marshal(idempotentAnswer{request, answer})
	if err != nil {
		return fmt.Errorf("settle an idempotency key: %w", err)
	}
	return wrap("settle an idempotency key", s.client.Set(ctx, s.keys.once(key), data, idempotencyTTL).Err())
}
