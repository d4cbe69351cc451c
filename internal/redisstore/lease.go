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

// The lease holds a boot id: renewing and releasing must compare it and act atomically. A new holder also deletes the
// previous engine's figures, so that no reader takes them for its own. SET must be the first write: Redis rejects the
// first write of a script when its memory is full, and the script has then deleted nothing.
var (
	takeLease = redis.NewScript(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if not holder then redis.call('DEL', KEYS[3]) end
redis.call('DEL', KEYS[2])
return ARGV[1]`)
	dropLease = redis.NewScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1], KEYS[2]) end
return 0`)
)

// AcquireEngine makes bootID the only engine of the world for ttl, or renews its lease. Imported records count as the
// engine's from then on. The error has code conflict, with detail boot_id, if another engine holds the world.
func (s *Store) AcquireEngine(ctx context.Context, bootID string, ttl time.Duration) error {
	holder, err := takeLease.Run(ctx, s.client, []string{s.keys.engineLease(), s.keys.imported(), s.keys.stats()}, bootID,
		ttl.Milliseconds()).Text()
	if err != nil {
		return wrap("take the engine's lease", err)
	}
	if holder != bootID {
		return genesis.Errorf(genesis.CodeConflict, "another engine (boot %s) runs the world %s", holder, s.world).
			With("boot_id", holder)
	}
	return nil
}

// RenewEngine renews the lease for ttl. Acquiring and renewing are the same operation; the two names state the caller's
// intent.
func (s *Store) RenewEngine(ctx context.Context, bootID string, ttl time.Duration) error {
	return s.AcquireEngine(ctx, bootID, ttl)
}

// ReleaseEngine releases the world if bootID still holds it.
func (s *Store) ReleaseEngine(ctx context.Context, bootID string) error {
	return wrap("drop the engine's lease", dropLease.Run(ctx, s.client, []string{s.keys.engineLease(), s.keys.stats()},
		bootID).Err())
}

// PutCheckpoint atomically replaces the restart checkpoint.
func (s *Store) PutCheckpoint(ctx context.Context, data []byte) error {
	return wrap("write the checkpoint", s.client.Set(ctx, s.keys.checkpoint(), pack(data), 0).Err())
}

// WriteCheckpoints mirrors the list of kept checkpoints, newest first.
func (s *Store) WriteCheckpoints(ctx context.Context, kept []genesis.KeptCheckpoint) error {
	text, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("write the list of checkpoints: %w", err)
	}
	return wrap("write the list of checkpoints", s.client.Set(ctx, s.keys.checkpoints(), text, 0).Err())
}

// Checkpoints returns the list of kept checkpoints, newest first; empty before the first.
func (s *Store) Checkpoints(ctx context.Context) ([]genesis.KeptCheckpoint, error) {
	kept := []genesis.KeptCheckpoint{}
	text, err := s.client.Get(ctx, s.keys.checkpoints()).Bytes()
	if errors.Is(err, redis.Nil) {
		return kept, nil
	}
	if err != nil {
		return nil, wrap("read the list of checkpoints", err)
	}
	if err := json.Unmarshal(text, &kept); err != nil {
		return nil, fmt.Errorf("read the list of checkpoints: %w", err)
	}
	return kept, nil
}

// Checkpoint returns the restart checkpoint; the error has code not_found if there is none.
func (s *Store) Checkpoint(ctx context.Context) ([]byte, error) {
	data, err := s.client.Get(ctx, s.keys.checkpoint()).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, genesis.Errorf(genesis.CodeNotFound, "there is no restart checkpoint")
	}
	return unpack(data), wrap("read the checkpoint", err)
}
