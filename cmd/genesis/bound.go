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
	boundFor  = 2 * time.Second // how long a finding is believed
	boundTime = time.Second     // to find out
)

// bound looks whether Redis and the Temporal namespace belong to one system, now and then.
type bound struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

// check returns an error if they do not. Parts that do not answer are no reason: whoever needs them says so.
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

// dialOwn connects to the Temporal of the system, and refuses one that is another system's.
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
