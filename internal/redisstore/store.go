// Package redisstore keeps the live mirror of a world in Redis and carries the messages between the processes: events
// and frames on pub/sub, the evolution feed and the engine's commands on streams, the records of cycles and mutations,
// content-addressed blobs, the restart checkpoint, and the lease that ensures a single engine per world.
//
// It is the only package that spells Redis keys (keys.go) and the only one that imports a Redis client. It makes no
// decisions about the world.
package redisstore

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/ai-genesis/ai-genesis"
)

// Store is one world's part of a Redis database. It is safe for concurrent use.
type Store struct {
	client        *redis.Client
	world         string
	keys          keys
	mirror        entityCache
	stats         statsCache
	missedRefresh missedRefresh
	// Senders that wait for the engine have their own connections, so that they don't exhaust those of readers.
	waiting *redis.Client
	asking  chan struct{}

	trimmed atomic.Int64  // minute, by Redis's clock, of the last trim of the feed
	expired atomic.Uint64 // commands that arrived too late
}

// Open connects to the Redis at rawURL (redis://host:port/db) for one world and pings it. The error has code invalid
// for a bad URL or world, and unavailable if Redis does not answer. The caller must close the store.
func Open(ctx context.Context, rawURL, world string) (*Store, error) {
	s, err := Connect(rawURL, world)
	if err != nil {
		return nil, err
	}
	if err := s.Ping(ctx); err != nil {
		_ = s.Close() // the ping's error says more
		if _, refused := errors.AsType[redis.Error](err); refused {
			return nil, fmt.Errorf("open %s: %w", redacted(rawURL), err)
		}
		return nil, fmt.Errorf("open %s: %w; start it with `genesis up` or redis-server, or set GENESIS_REDIS_URL",
			redacted(rawURL), err)
	}
	if err := s.CheckVersion(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// oldestRedis is the first major version that supports EXPIRE … GT, which PutBlob needs.
const oldestRedis = 7

// CheckVersion returns an error with code invalid if Redis is too old or runs in cluster mode. A Redis that does not
// answer, or hides its version, passes.
func (s *Store) CheckVersion(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, startLook)
	defer stop()
	h, err := s.Health(ctx)
	if err != nil || h.Version == "" {
		return nil
	}
	first, _, _ := strings.Cut(h.Version, ".")
	if major, err := strconv.Atoi(first); err == nil && major < oldestRedis {
		return genesis.Errorf(genesis.CodeInvalid, "Redis %s is too old: AI-Genesis needs version %d.0 or later", h.Version,
			oldestRedis)
	}
	if h.Cluster {
		return genesis.Errorf(genesis.CodeInvalid, "Redis can't be used: %s", notClustered)
	}
	return nil
}

// Connect is Open without the ping, for a process that must start and answer while Redis is unreachable.
func Connect(rawURL, world string) (*Store, error) {
	if !genesis.ValidWorld(world) {
		return nil, genesis.Errorf(genesis.CodeInvalid, "world %q: use lower-case letters, digits and dashes, and no "+
			"prefix of Redis keys (ws, ent, evo, blob, meta, engine, view, cmd, feed, ch)", world)
	}
	options, err := redis.ParseURL(rawURL)
	if err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, "Redis URL %q: %v", redacted(rawURL), err)
	}
	// A dead Redis must be detected within the time of a request, so that callers can report it instead of hanging.
	options.DialTimeout = time.Second
	options.DialerRetries = 1
	options.MaxRetries = 1
	options.ReadTimeout = 3 * time.Second
	options.WriteTimeout = 3 * time.Second
	options.ContextTimeoutEnabled = true
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	options.Dialer = checking(redis.NewDialer(options))
	client := redis.NewClient(options)
	client.AddHook(transactionHook{})
	patient := *options
	patient.PoolSize = maxPending
	s := &Store{
		client: client, world: world, keys: keysOf(world), waiting: redis.NewClient(&patient), asking: make(chan struct{},
			maxPending),
	}
	client.AddHook(brokenHook{s})
	return s, nil
}

// discardLogger keeps the client library from writing to standard error what its callers get as errors anyway.
type discardLogger struct{}

// Printf implements the client's logger.
func (discardLogger) Printf(context.Context, string, ...any) {}

func init() { redis.SetLogger(discardLogger{}) }

// World returns the world that the store serves.
func (s *Store) World() string { return s.world }

// Close closes the connections.
func (s *Store) Close() error { return errors.Join(s.client.Close(), s.waiting.Close()) }

// Ping returns an error with code unavailable if Redis does not answer.
func (s *Store) Ping(ctx context.Context) error {
	return wrap("ping", s.client.Ping(ctx).Err())
}

// redacted returns a URL without its password.
func redacted(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "(not a URL)"
	}
	return u.Redacted()
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
