//go:build unix

package gateway

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
)

// TestARedisThatRefusesWrites fills a real Redis and lets the engine's report expire: the engine's state becomes
// unknown, its last figures remain, and every answer about the system names Redis.
func TestARedisThatRefusesWrites(t *testing.T) {
	t.Parallel()
	redis := redistest.Server(t, t.TempDir(), "--save", "")
	var store *redisstore.Store
	h := start(t, func(c *Config) {
		var err error
		store, err = redisstore.Connect("redis://"+redis.Options().Addr+"/0", "main")
		must(t, err)
		c.Store = store
	})
	t.Cleanup(func() { _ = store.Close() })
	h.store = store
	h.alive()
	var before systemStats
	h.get("/api/stats", &before)
	if before.TargetHz == 0 || before.EntityCount == 0 || before.Engine != engineRunning {
		t.Fatalf("before: %+v", before)
	}
	must(t, redis.ConfigSet(t.Context(), "maxmemory", "1").Err())
	must(t, redis.Del(t.Context(), "meta:engine", "main:meta:engine").Err())
	h.server.parts.forget()

	var after systemStats
	h.get("/api/stats", &after)
	same(t, after.LoopStats, before.LoopStats)
	same(t, []any{after.Engine, after.EngineUp, after.Degraded}, []any{engineUnknown, false, []string{"redis"}})
	var state evolutionState
	h.get("/api/evolution/state", &state)
	same(t, state.Degraded, []string{"redis"})
}

// TestAGatewayThatBeginsWhileRedisRefuses starts a gateway beside a real Redis that accepts no writes, or no commands
// at all: data that it can't know is reported as unavailable, with Redis' own error, and never as zero.
func TestAGatewayThatBeginsWhileRedisRefuses(t *testing.T) {
	t.Parallel()
	mirrored := []string{"/api/stats", "/api/world/state", "/api/world/params", "/api/world/types",
		"/api/world/molbots/mol_000001", "/api/world/lineage", "/api/world/film"}
	records := []string{"/api/world/snapshots", "/api/world/history", "/api/world/checkpoints", "/api/evolution/history",
		"/api/evolution/state", "/api/mutations", "/api/feed"}
	for word, test := range map[string]struct {
		setting, value string
		withheld       []string
	}{
		"OOM":    {"maxmemory", "1", mirrored}, // records can be read: see TestListsOfARedisThatRefuses
		"NOAUTH": {"requirepass", "secret", append(records, mirrored...)},
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			redis := redistest.Server(t, t.TempDir(), "--save", "")
			must(t, redis.ConfigSet(t.Context(), test.setting, test.value).Err())
			h := start(t, func(c *Config) {
				store, err := redisstore.Connect("redis://"+redis.Options().Addr+"/0", "main")
				must(t, err)
				t.Cleanup(func() { _ = store.Close() })
				c.Store = store
			})
			for _, path := range test.withheld {
				r := h.call("GET", path, "")
				if r.StatusCode != 503 || !strings.Contains(string(r.body), word) ||
					!strings.Contains(string(r.body), `"missing":"redis"`) {
					t.Errorf("%s: %d %s", path, r.StatusCode, r.body)
				}
			}
		})
	}
}

// lists are the endpoints that read records.
var lists = []string{"/api/world/snapshots", "/api/world/history", "/api/world/molbots", "/api/evolution/history",
	"/api/evolution/state", "/api/mutations", "/api/feed"}

// TestListsOfARedisThatRefuses asks for every list while a real Redis takes no writes: what can be read is answered,
// and the answer says that it may be old.
func TestListsOfARedisThatRefuses(t *testing.T) {
	t.Parallel()
	redis, h := besideRedis(t)
	for _, path := range lists {
		if r := h.call("GET", path, ""); r.StatusCode != 200 || r.Header.Get("Genesis-Degraded") == "redis" {
			t.Errorf("before, %s: %d %v", path, r.StatusCode, r.Header)
		}
	}
	must(t, redis.ConfigSet(t.Context(), "maxmemory", "1").Err())
	h.server.parts.forget()
	for _, path := range lists {
		r := h.call("GET", path, "")
		if r.StatusCode != 200 || r.Header.Get("Genesis-Degraded") != "redis" || r.Header.Get("Age") == "" {
			t.Errorf("%s: %d %v", path, r.StatusCode, r.Header)
		}
	}
	must(t, redis.ConfigSet(t.Context(), "maxmemory", "0").Err())
	h.server.parts.forget()
	for _, path := range lists {
		if r := h.call("GET", path, ""); r.StatusCode != 200 || r.Header.Get("Genesis-Degraded") == "redis" {
			t.Errorf("after, %s: %d %v", path, r.StatusCode, r.Header)
		}
	}
}

// TestListsOfARedisThatHangs asks for every list, in a form that was not asked for before, while a real Redis does not
// answer. Each gives up after the same time.
func TestListsOfARedisThatHangs(t *testing.T) {
	t.Parallel()
	redis, h := besideRedis(t)
	go redis.Do(context.WithoutCancel(t.Context()), "DEBUG", "SLEEP", "30")
	time.Sleep(300 * time.Millisecond)
	h.server.parts.forget()
	var group sync.WaitGroup
	for _, path := range append([]string{"/api/world/checkpoints", "/api/world/lineage", "/api/world/film", "/api/stats"},
		lists...) {
		group.Go(func() {
			begun := time.Now()
			r := h.call("GET", path, "")
			if r.StatusCode != 503 || !strings.Contains(string(r.body), `"missing":"redis"`) {
				t.Errorf("%s: %d %s", path, r.StatusCode, r.body)
			}
			if took := time.Since(begun); took > redisTimeout+2*time.Second {
				t.Errorf("%s gave up after %v", path, took)
			} else {
				t.Log(path, took)
			}
		})
	}
	group.Wait()
}

// besideRedis is a gateway beside a real Redis, and an engine's report in it.
func besideRedis(t *testing.T) (*goredis.Client, *house) {
	redis := redistest.Server(t, t.TempDir(), "--save", "", "--enable-debug-command", "yes")
	var store *redisstore.Store
	h := start(t, func(c *Config) {
		var err error
		store, err = redisstore.Connect("redis://"+redis.Options().Addr+"/0", "main")
		must(t, err)
		c.Store = store
	})
	t.Cleanup(func() { _ = store.Close() })
	h.store = store
	h.alive()
	return redis, h
}
