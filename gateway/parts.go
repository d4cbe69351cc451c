package gateway

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/sync/singleflight"

	"github.com/ai-genesis/ai-genesis"
)

// States of a part of the system. A part is unknown if the part that would report on it is down: the engine reports to
// Redis, and Temporal knows the worker.
const (
	up      = "up"
	down    = "down"
	unknown = "unknown"
)

// The parts whose state is reported.
const (
	partRedis    = "redis"
	partEngine   = "engine"
	partTemporal = "temporal"
	partWorker   = "worker"
)

const (
	partTimeout    = time.Second     // for one check
	redisTimeout   = 3 * time.Second // for Redis before a read: a disk may delay it by two seconds
	statusFreshFor = 2 * time.Second // how long a result is reused, because every viewer asks each second
)

// parts checks the other parts of the system concurrently, and once for all callers that ask at the same time.
type parts struct {
	checks map[string]func(context.Context) error
	flight singleflight.Group

	mu     sync.Mutex
	at     time.Time
	states map[string]string
	why    map[string]string // reasons, for the parts that are down
	redis  redisFinding
}

// redisFinding is the result of a check of Redis alone, which is made before reads.
type redisFinding struct {
	at    time.Time
	since time.Time // when it was first found down; zero while it is up
	hangs bool      // it does not answer at all
}

func newParts(s *Server) *parts {
	return &parts{checks: map[string]func(context.Context) error{
		partRedis:    s.Store.Ready,
		partEngine:   s.engineReports,
		partTemporal: s.temporalCheck(func(ctx context.Context, c Cycles) error { return c.Ready(ctx) }),
		partWorker:   s.temporalCheck(func(ctx context.Context, c Cycles) error { return c.Working(ctx) }),
	}}
}

// engineReports returns an error unless an engine has reported within the last seconds.
func (s *Server) engineReports(ctx context.Context) error {
	_, alive, err := s.Store.ReadStats(ctx)
	if err == nil && !alive {
		err = genesis.Unavailable(partEngine, "no engine has reported within the last seconds")
	}
	return err
}

func (s *Server) temporalCheck(ask func(context.Context, Cycles) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := s.connected(ctx); err != nil {
			return err
		}
		return ask(ctx, s.Cycles)
	}
}

// status returns the state of each part, and the reasons for those that are down.
func (p *parts) status(ctx context.Context) (found, why map[string]string) {
	p.mu.Lock()
	found, why, fresh := p.states, p.why, time.Since(p.at) < statusFreshFor
	p.mu.Unlock()
	if fresh {
		return maps.Clone(found), maps.Clone(why)
	}
	// The check must go on if this caller leaves, because others wait for its result.
	_, _, _ = p.flight.Do("", func() (any, error) { p.check(context.WithoutCancel(ctx)); return nil, nil })
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.states), maps.Clone(p.why)
}

// redisState checks Redis alone, at most every two seconds.
func (p *parts) redisState(ctx context.Context) redisFinding {
	p.mu.Lock()
	found := p.redis
	p.mu.Unlock()
	if time.Since(found.at) < statusFreshFor {
		return found
	}
	_, _, _ = p.flight.Do(partRedis, func() (any, error) { p.checkRedis(context.WithoutCancel(ctx)); return nil, nil })
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.redis
}

func (p *parts) checkRedis(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	defer cancel()
	err := p.checks[partRedis](ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.redis.at, p.redis.hangs = time.Now(), err != nil && ctx.Err() != nil
	switch {
	case err == nil:
		p.redis.since = time.Time{}
	case p.redis.since.IsZero():
		p.redis.since = p.redis.at
	}
}

func (p *parts) check(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, partTimeout)
	defer cancel()
	var mu sync.Mutex
	var checks sync.WaitGroup
	found, why := map[string]string{}, map[string]string{}
	for name, ask := range p.checks {
		checks.Go(func() {
			err := ask(ctx)
			mu.Lock()
			defer mu.Unlock()
			if found[name] = up; err != nil {
				found[name], why[name] = down, publicMessage(err)
			}
		})
	}
	checks.Wait()
	for part, teller := range map[string]string{partEngine: partRedis, partWorker: partTemporal} {
		if found[part] == down && found[teller] == down {
			found[part] = unknown
			delete(why, part)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.states, p.why, p.at = found, why, time.Now()
}

// missing returns the parts that are down.
func missing(parts map[string]string) []string {
	names := []string{}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if parts[name] == down {
			names = append(names, name)
		}
	}
	return names
}

type readiness struct {
	Ready   bool              `json:"ready"`
	Parts   map[string]string `json:"parts"`
	Missing []string          `json:"missing"`
	Why     map[string]string `json:"why"`
}

// ready handles GET /readyz: 503 while a part of the system does not answer.
func (s *Server) ready(c *fiber.Ctx) error {
	found, why := s.parts.status(c.UserContext())
	out := readiness{Parts: found, Missing: missing(found), Why: why}
	out.Ready = len(out.Missing) == 0
	if !out.Ready {
		c.Set(fiber.HeaderRetryAfter, "2")
		c.Status(fiber.StatusServiceUnavailable)
	}
	return c.JSON(out)
}
