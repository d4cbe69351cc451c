package redisstore

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"
)

// identityKey holds the id of the database itself. It has no world's prefix: all worlds of a database share it, and
// neither a backup nor a restore touches it.
const identityKey = "genesis:id"

// Identity returns the id of the database, or "" if it has none because it is new or was emptied.
func (s *Store) Identity(ctx context.Context) (string, error) {
	id, err := s.client.Get(ctx, identityKey).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return id, wrap("read the database's id", err)
}

// ClaimIdentity sets the database's id unless it already has one, and returns the id it has then.
func (s *Store) ClaimIdentity(ctx context.Context, id string) (string, error) {
	if err := s.client.SetNX(ctx, identityKey, id, 0).Err(); err != nil {
		return "", wrap("name the database", err)
	}
	return s.Identity(ctx)
}
