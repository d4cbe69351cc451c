package redisstore

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// historiesKept is the number of cycles whose histories are archived: about 30 KB each, 100 MB in all.
const historiesKept = 3000

// SaveHistory archives what Temporal has recorded of a cycle, for the newest historiesKept cycles.
func (s *Store) SaveHistory(ctx context.Context, cycleID string, data []byte) error {
	if _, err := cycleNumber(cycleID); err != nil {
		return err
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(data)
	if err := errors.Join(err, w.Close()); err != nil {
		return fmt.Errorf("pack the history of %s: %w", cycleID, err)
	}
	if packed.Len() > MaxBlob {
		return genesis.Errorf(genesis.CodeTooLarge, "the history of %s has %d bytes; %d are allowed", cycleID, packed.Len(),
			MaxBlob)
	}
	if err := s.client.Set(ctx, s.keys.history(cycleID), packed.Bytes(), 0).Err(); err != nil {
		return wrap("archive a history", err)
	}
	return s.forgetHistories(ctx)
}

// forgetHistories deletes the archived histories of cycles that are no longer among the newest.
func (s *Store) forgetHistories(ctx context.Context) error {
	old, err := newestFirst(ctx, s.client, s.keys.cycles(), historiesKept, historiesKept+9)
	if err != nil || len(old) == 0 {
		return wrap("forget old histories", err)
	}
	for i, id := range old {
		old[i] = s.keys.history(id)
	}
	return wrap("forget old histories", s.client.Del(ctx, old...).Err())
}

// History reads what SaveHistory has archived. The error has code invalid for a malformed id, not_found for a cycle
// whose history is not archived, and internal for a damaged one.
func (s *Store) History(ctx context.Context, cycleID string) ([]byte, error) {
	if _, err := cycleNumber(cycleID); err != nil {
		return nil, err
	}
	packed, err := s.client.Get(ctx, s.keys.history(cycleID)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, genesis.Errorf(genesis.CodeNotFound, "the history of %s is not archived", cycleID)
	}
	if err != nil {
		return nil, wrap("read an archived history", err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, damagedHistory(cycleID, err)
	}
	data, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, damagedHistory(cycleID, err)
	}
	return data, nil
}

// Unarchived returns those of the newest n cycles that have ended and whose history is not archived, newest first.
func (s *Store) Unarchived(ctx context.Context, n int) ([]string, error) {
	ids, err := newestFirst(ctx, s.client, s.keys.cycles(), 0, n-1)
	if err != nil || len(ids) == 0 {
		return nil, wrap("list cycles", err)
	}
	pipe := s.client.Pipeline()
	ended, kept := make([]*redis.BoolCmd, len(ids)), make([]*redis.IntCmd, len(ids))
	for i, id := range ids {
		ended[i], kept[i] = pipe.HExists(ctx, s.keys.cycle(id), "outcome"), pipe.Exists(ctx, s.keys.history(id))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, wrap("look for archived histories", err)
	}
	var missing []string
	for i, id := range ids {
		if ended[i].Val() && kept[i].Val() == 0 {
			missing = append(missing, id)
		}
	}
	return missing, nil
}

func damagedHistory(cycleID string, err error) error {
	return genesis.Errorf(genesis.CodeInternal, "the archived history of %s is damaged: %v", cycleID, err)
}
