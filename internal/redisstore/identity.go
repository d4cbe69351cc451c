package redisstore

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"
)

// identityKey holds the name of the database itself. It has no world's prefix: all worlds of a database share it, and
// neither a backup nor the restoring of one touches it.
const identityKey = "genesis:id"

// Identity is the name of the database, which tells it from others; "" while it has none: it is new, or was emptied.
func (s *Store) Identity(ctx context.Context) (string, error) {
	id, err := s.client.Get(ctx, identityKey).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return id, wrap("read the database's id", err)
}

// ClaimIdentity gives the database a name unless it has one, and returns the one that it has then.
func (s *Store) ClaimIdentity(ctx context.Context, id string) (string, error) {
	if err := s.client.SetNX(ctx, identityKey, id, 0).Err(); err != nil {
		return "", wrap("name the database", err)
	}
	return s.Identity(ctx)
}
