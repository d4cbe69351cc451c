//go:build unix

package gateway

import (
	"strings"
	"testing"

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
		"OOM":    {"maxmemory", "1", mirrored}, // records can still be read
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
