package redisstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// MaxBlob is the size of the largest blob [bytes].
const MaxBlob = 64 << 20

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// PutBlob stores data under its SHA-256 for ttl; 0 keeps it for good. A blob that already exists keeps the later of the
// two expiry times.
func (s *Store) PutBlob(ctx context.Context, data []byte, ttl time.Duration) (genesis.Ref, error) {
	if len(data) > MaxBlob {
		return genesis.Ref{}, genesis.Errorf(genesis.CodeTooLarge, "a blob of %d bytes; %d are allowed", len(data), MaxBlob)
	}
	sum := sha256.Sum256(data)
	ref := genesis.Ref{SHA256: hex.EncodeToString(sum[:]), Size: len(data)}
	key, data := s.keys.blob(ref.SHA256), pack(data)
	if ttl <= 0 {
		return ref, wrap("write a blob", s.client.Set(ctx, key, data, 0).Err())
	}
	// Extend the expiry first, so that an existing blob can't expire between the two commands.
	if err := s.client.ExpireGT(ctx, key, ttl).Err(); err != nil {
		return ref, wrap("write a blob", err)
	}
	_, err := s.client.SetArgs(ctx, key, data, redis.SetArgs{Mode: "NX", TTL: ttl}).Result()
	if errors.Is(err, redis.Nil) {
		return ref, nil
	}
	return ref, wrap("write a blob", err)
}

// Blob reads a blob and verifies its hash. The error has code invalid for a malformed reference, not_found for a
// missing blob and internal for a damaged one.
func (s *Store) Blob(ctx context.Context, ref genesis.Ref) ([]byte, error) {
	if !sha256Hex.MatchString(ref.SHA256) {
		return nil, genesis.Errorf(genesis.CodeInvalid, "%q is not a SHA-256", ref.SHA256)
	}
	data, err := s.client.Get(ctx, s.keys.blob(ref.SHA256)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, genesis.Errorf(genesis.CodeNotFound, "blob %s is gone", ref.SHA256)
	}
	if err != nil {
		return nil, wrap("read a blob", err)
	}
	if is(data, ref) { // stored unpacked; it may look packed because its writer has compressed it
		return data, nil
	}
	if data = unpack(data); !is(data, ref) {
		return nil, genesis.Errorf(genesis.CodeInternal, "blob %s is damaged", ref.SHA256)
	}
	return data, nil
}

// is reports whether data has the size and hash of a reference.
func is(data []byte, ref genesis.Ref) bool {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]) == ref.SHA256
}
