package main

import (
	"context"
	"sync"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/binding"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

const (
	boundFor  = 2 * time.Second // how long a result is reused
	boundTime = time.Second     // for a check
)

// bound checks, at most every boundFor, whether Redis and the Temporal namespace belong to the same system.
type bound struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

// check returns an error if they belong to different systems. It ignores parts that do not answer, because whoever
// needs them reports that.
func (b *bound) check(ctx context.Context, store *redisstore.Store, temporal *supervisor.Client) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if time.Since(b.at) < boundFor {
		return b.err
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), boundTime)
	defer stop()
	b.err = nil
	if err := binding.Check(ctx, store, temporal); binding.Separate(err) {
		b.err = genesis.Unavailable(genesis.PartTemporal, "%v", err)
	}
	b.at = time.Now()
	return b.err
}

// dialOwn connects to this system's Temporal, and refuses a namespace that belongs to another system.
func dialOwn(ctx context.Context, s config.Settings) (*supervisor.Client, error) {
	c, err := supervisor.Dial(ctx, s)
	if err != nil {
		return nil, err
	}
	store, err := redisstore.Connect(s.RedisAddress(), s.World)
	if err != nil {
		c.Close()
		return nil, err
	}
	defer store.Close()
	var b bound
	if err := b.check(ctx, store, c); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}
