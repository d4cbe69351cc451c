//go:build unix

package gateway

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
)

// TestARedisThatRefusesWrites fills a real Redis and lets the engine's report run out: nothing is known of the engine,
// its last figures stand, and every answer about the system names Redis.
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
