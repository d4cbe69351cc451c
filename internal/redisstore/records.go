package redisstore

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// writeHash replaces a hash by the fields of a struct; ttl 0 keeps it for good.
func (s *Store) writeHash(ctx context.Context, key string, v any, ttl time.Duration) error {
	fields, err := flatten(v)
	if err != nil {
		return fmt.Errorf("write %s: %w", key, err)
	}
	pipe := s.client.TxPipeline()
	pipe.Del(ctx, key)
	pipe.HSet(ctx, key, fields)
	if ttl > 0 {
		pipe.Expire(ctx, key, ttl)
	}
	_, err = pipe.Exec(ctx)
	return wrap("write "+key, err)
}

// readHash reads a hash into the struct that out points to; the error has code not_found if there is none.
func (s *Store) readHash(ctx context.Context, key, what string, out any) error {
	fields, err := s.client.HGetAll(ctx, key).Result()
	if err != nil {
		return wrap("read "+key, err)
	}
	if len(fields) == 0 {
		return genesis.Errorf(genesis.CodeNotFound, "there is no %s", what)
	}
	if err := unflatten(fields, out); err != nil {
		return fmt.Errorf("read %s: %w", key, err)
	}
	return nil
}

// readHashes reads the hashes of ids in one round trip and calls use with each existing one, in order.
func (s *Store) readHashes(
	ctx context.Context, ids []string, key func(string) string, use func(map[string]string) error,
) error {
	return s.readEach(ctx, ids, key, func(_ int, fields map[string]string) error { return use(fields) })
}

// readEach is readHashes that also passes the index into ids.
func (s *Store) readEach(
	ctx context.Context, ids []string, key func(string) string, use func(int, map[string]string) error,
) error {
	if len(ids) == 0 {
		return nil
	}
	replies := make([]*redis.MapStringStringCmd, len(ids))
	pipe := s.client.Pipeline()
	for i, id := range ids {
		replies[i] = pipe.HGetAll(ctx, key(id))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return wrap("read records", err)
	}
	for i, reply := range replies {
		if len(reply.Val()) == 0 {
			continue // expired since the index was read
		}
		if err := use(i, reply.Val()); err != nil {
			return fmt.Errorf("read %s: %w", key(ids[i]), err)
		}
	}
	return nil
}

// page reads a sorted set of ids with unique integer scores from the top, or from below a cursor.
func (s *Store) page(ctx context.Context, set string, limit int, cursor string) (ids []string, next string, err error) {
	top := "+inf"
	if cursor != "" {
		if _, err := strconv.ParseUint(cursor, 10, 53); err != nil {
			return nil, "", genesis.Errorf(genesis.CodeInvalid, "cursor %q was not returned by this list", cursor)
		}
		top = "(" + cursor
	}
	rows, err := s.client.ZRevRangeByScoreWithScores(ctx, set, &redis.ZRangeBy{
		Max: top, Min: "-inf", Count: int64(limit) + 1,
	}).Result()
	if err != nil {
		return nil, "", wrap("read "+set, err)
	}
	for i, row := range rows {
		if i == limit {
			return ids, strconv.FormatFloat(rows[i-1].Score, 'f', 0, 64), nil
		}
		ids = append(ids, fmt.Sprint(row.Member))
	}
	return ids, "", nil
}
