package redisstore

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// EntitiesFresh is how old the mirror of all molbots may be for one who reads it. Without a reader it is written
// seldom.
const EntitiesFresh = 5 * time.Second

// An engine that lives writes the molbots within a second of being asked to, on a machine that is not overloaded.
const (
	freshWait = time.Second
	freshPoll = 50 * time.Millisecond
)

// missedRefresh remembers when the engine last did not write the molbots in time: those who read after that do not wait
// for it again.
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

// markMirrored notes when all molbots were mirrored, by Redis' clock.
func (s *Store) markMirrored(ctx context.Context) error {
	now, err := s.client.Time(ctx).Result()
	if err != nil {
		return err
	}
	return s.client.Set(ctx, s.keys.mirrored(), now.UnixMilli(), 0).Err()
}

// FreshEntities returns how old the mirror of all molbots is, by Redis' clock. If it is older than EntitiesFresh, it
// asks the engine to write it and waits up to a second for that. The age is still above EntitiesFresh if no engine
// wrote it.
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

// entitiesAge returns how old the mirror is and whether an engine runs. A mirror from the future, or without a time,
// counts as an hour old: Redis' clock was set back, or an engine of before wrote it.
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
