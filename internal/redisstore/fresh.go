package redisstore

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// EntitiesFresh is how old the mirror of all molbots may be when it is read. While nobody reads it, it is written
// rarely.
const EntitiesFresh = 5 * time.Second

// Unless its machine is overloaded, a running engine writes the molbots within a second of a request.
const (
	freshWait = time.Second
	freshPoll = 50 * time.Millisecond
)

// missedRefresh remembers when the engine last failed to write the molbots in time, so that subsequent readers don't
// wait for it again.
type missedRefresh struct {
	mu sync.Mutex
	at time.Time
}

func (u *missedRefresh) recently() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return !u.at.IsZero() && time.Since(u.at) < EntitiesFresh
}

func (u *missedRefresh) record() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.at = time.Now()
}

// markMirrored records when all molbots were mirrored, by Redis's clock.
func (s *Store) markMirrored(ctx context.Context) error {
	now, err := s.client.Time(ctx).Result()
	if err != nil {
		return err
	}
	return s.client.Set(ctx, s.keys.mirrored(), now.UnixMilli(), 0).Err()
}

// FreshEntities returns the age of the mirror of all molbots, by Redis's clock. If it is older than EntitiesFresh, it
// asks the engine for a new one and waits up to a second. If no engine writes it, the returned age exceeds
// EntitiesFresh.
func (s *Store) FreshEntities(ctx context.Context) (age time.Duration, err error) {
	age, running, err := s.entitiesAge(ctx)
	if err != nil || age <= EntitiesFresh {
		return age, err
	}
	s.requestEntity(ctx, AllEntities)
	if !running || s.missedRefresh.recently() {
		return age, nil
	}
	for deadline := time.Now().Add(freshWait); age > EntitiesFresh && time.Now().Before(deadline) && ctx.Err() == nil; {
		pause(ctx, freshPoll)
		if age, _, err = s.entitiesAge(ctx); err != nil {
			return age, err
		}
	}
	if age > EntitiesFresh {
		s.missedRefresh.record()
	}
	return age, nil
}

// entitiesAge returns the age of the mirror and whether an engine runs. A mirror without a time (an earlier version
// wrote it) or from the future (Redis's clock was set back) counts as an hour old.
func (s *Store) entitiesAge(ctx context.Context) (age time.Duration, running bool, err error) {
	pipe := s.client.Pipeline()
	at, now, stats := pipe.Get(ctx, s.keys.mirrored()), pipe.Time(ctx), pipe.Exists(ctx, s.keys.stats())
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return 0, false, wrap("read the age of the molbots", err)
	}
	ms, err := strconv.ParseInt(at.Val(), 10, 64)
	if age = now.Val().Sub(time.UnixMilli(ms)).Truncate(time.Millisecond); err != nil || age < 0 {
		age = time.Hour
	}
	return age, stats.Val() == 1, nil
}
