package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// SaveSupervisor stores what the world's supervisor hands over to its successor.
func (s *Store) SaveSupervisor(ctx context.Context, r genesis.SupervisorRecord) error {
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the supervisor's record: %w", err)
	}
	return wrap("write the supervisor's record", s.client.Set(ctx, s.keys.supervisor(), text, 0).Err())
}

// Supervisor returns what SaveSupervisor stored last, or nil.
func (s *Store) Supervisor(ctx context.Context) (*genesis.SupervisorRecord, error) {
	text, err := s.client.Get(ctx, s.keys.supervisor()).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap("read the supervisor's record", err)
	}
	var r genesis.SupervisorRecord
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("read the supervisor's record: %w", err)
	}
	return &r, nil
}
