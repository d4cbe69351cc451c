package gateway

import (
	"strings"
	"testing"
)

// TestBadInput: each bad input gets a clear 4xx, and none reaches the engine.
func TestBadInput(t *testing.T) {
	t.Parallel()
	fake := &cycles{}
	h := start(t, func(c *Config) { c.Cycles = fake })
	h.server.changes = newLimiter(1e6, 1e6)
	h.server.triggers = newLimiter(1e6, 1e6)
	h.alive()
	seen := h.engine(obey)
	huge := `{"temperature": 3` + strings.Repeat("0", 70<<10) + `}`
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/api/world/params", `{"colour": 3}`, 400},
		{"POST", "/api/world/params", `{"temperature": 61}`, 400},
		{"POST", "/api/world/params", `{"temperature": "35"}`, 400},
		{"POST", "/api/world/params", `{"temperature": NaN}`, 400},
		{"POST", "/api/world/params", `{"temperature": "NaN"}`, 400},
		{"POST", "/api/world/params", `{"temperature": 1e999}`, 400},
		{"POST", "/api/world/params", `{"temperature": null}`, 400},
		{"POST", "/api/world/params", `{"temperature": true}`, 400},
		{"POST", "/api/world/params", `{"temperature": 30, "colour": 1}`, 400},
		{"POST", "/api/world/params", `{"world_width": 500}`, 400},
		{"POST", "/api/world/params", `{"max_entities": 10.5}`, 400},
		{"POST", "/api/world/params", `{"param": "temperature"}`, 400},
		{"POST", "/api/world/params", `{"param": "temperature", "value": null}`, 400},
		{"POST", "/api/world/params", `{"param": "temperature", "value": 30, "x": 1}`, 400},
		{"POST", "/api/world/params", `{"param": 5, "value": 30}`, 400},
		{"POST", "/api/world/params", `{}`, 400},
		{"POST", "/api/world/params", ``, 400},
		{"POST", "/api/world/params", `null`, 400},
		{"POST", "/api/world/params", `[1]`, 400},
		{"POST", "/api/world/params", `{"temperature": 30`, 400},
		{"POST", "/api/world/params", `{"temperature": 30} {}`, 400},
		{"POST", "/api/world/params", huge, 413},
		{"POST", "/api/world/pause", `{"why": 1}`, 400},
		{"POST", "/api/world/pause", `[]`, 400},
		{"POST", "/api/world/step", `{"count": 0}`, 400},
		{"POST", "/api/world/step", `{"count": -1}`, 400},
		{"POST", "/api/world/step", `{"count": 1.5}`, 400},
		{"POST", "/api/world/step", `{"count": 99999}`, 400},
		{"POST", "/api/world/speed", `{}`, 400},
		{"POST", "/api/world/speed", `{"speed": 0.01}`, 400},
		{"POST", "/api/world/speed", `{"speed": 101}`, 400},
		{"POST", "/api/world/speed", `{"speed": -1}`, 400},
		{"POST", "/api/world/scatter", `{}`, 400},
		{"POST", "/api/world/scatter", `{"count": 1001}`, 400},
		{"POST", "/api/world/scatter", `{"count": 1, "x": 5}`, 400},
		{"POST", "/api/world/scatter", `{"count": 1, "x": 5, "y": 2000}`, 400},
		{"POST", "/api/world/spawn", `{"count": 101}`, 400},
		{"POST", "/api/world/spawn", `{"count": 1, "x": -1, "y": 5}`, 400},
		{"POST", "/api/evolution/trigger", `{"reason": 5}`, 400},
		{"POST", "/api/evolution/trigger", `{"reasn": "x"}`, 400},
		{"POST", "/api/evolution/trigger", `{"reason": "` + strings.Repeat("é", 501) + `"}`, 400},
		{"POST", "/api/evolution/cycles/cycle-main-000001/cancel", ``, 404},
		{"POST", "/api/evolution/cycles/x/cancel", ``, 400},
		{"GET", "/api/evolution/history?limit=0", ``, 400},
		{"GET", "/api/evolution/history?limit=501", ``, 400},
		{"GET", "/api/evolution/history?limit=ten", ``, 400},
		{"GET", "/api/evolution/history?cursor=abc", ``, 400},
		{"GET", "/api/evolution/history?cursor=-5", ``, 400},
		{"GET", "/api/evolution/history?limt=5", ``, 400},
		{"GET", "/api/evolution/cycles/cycle-main-000009", ``, 404},
		{"GET", "/api/evolution/cycles/current", ``, 400},
		{"GET", "/api/mutations?status=loved", ``, 400},
		{"GET", "/api/mutations?satus=applied", ``, 400},
		{"GET", "/api/mutations/mut_none_v1", ``, 404},
		{"GET", "/api/mutations/mut_none_v1/source", ``, 404},
		{"GET", "/api/mutations/..%2f..%2fetc%2fpasswd/source", ``, 400},
		{"GET", "/api/mutations/%2e%2e/source", ``, 400},
		{"GET", "/api/mutations/index", ``, 400},
		{"GET", "/api/world/molbots/mol_00zz", ``, 400},
		{"GET", "/api/world/molbots/mol_000001", ``, 404},
		{"GET", "/api/world/molbots/index", ``, 400},
		{"GET", "/api/world/molbots/mol_00%2a", ``, 400},
		{"GET", "/api/feed?cursor=5", ``, 400},
		{"GET", "/api/feed?cursor=+", ``, 400},
		{"GET", "/api/world/snapshots?limit=x", ``, 400},
		{"GET", "/api/world/snapshots?format=xml", ``, 400},
		{"POST", "/api/world/front", `{}`, 400},
		{"POST", "/api/world/front", `{"celsius": 41}`, 400},
		{"POST", "/api/world/front", `{"celsius": NaN}`, 400},
		{"POST", "/api/world/front", `{"celsius": "warm"}`, 400},
		{"POST", "/api/world/restore", `{}`, 400},
		{"POST", "/api/world/restore", `{"tick": -1}`, 400},
		{"POST", "/api/world/restore", `{"tick": 1e30}`, 400},
		{"POST", "/api/world/restore", `{"tick": 5}`, 404},
		{"POST", "/api/world/reset", `{}`, 400},
		{"POST", "/api/world/reset", `{"seed": -1}`, 400},
		{"POST", "/api/world/reset", `{"seed": 1e30}`, 400},
		{"POST", "/api/world/reset", `{"seed": "x"}`, 400},
		{"BREW", "/api/world/reset", ``, 405},
		{"GET", "/api/world/reset", ``, 405},
		{"DELETE", "/api/mutations/mut_none_v1", ``, 405},
		{"POST", "/ws/world-stream", ``, 405},
		{"POST", "/healthz", ``, 405},
		{"PUT", "/api/none", ``, 404},
		{"GET", "/api/world/molbots?format=xml", ``, 400},
		{"POST", "/api/world/pause?x=1", ``, 400},
		{"POST", "/api/evolution/trigger?force=true", `{}`, 400},
		{"GET", "/api/stats?x=1", ``, 400},
		{"GET", "/api/world/state?limit=5", ``, 400},
		{"GET", "/api/world/params?name=temperature", ``, 400},
		{"GET", "/api/world/types?type=1", ``, 400},
		{"GET", "/api/mutations/mut_none_v1/source?version=2", ``, 400},
		{"POST", "/api/evolution/pause", `{"reason": 5}`, 400},
		{"POST", "/api/evolution/resume", `{"why": "x"}`, 400},
		{"POST", "/api/evolution/pause", `{"reason": "` + strings.Repeat("x", 501) + `"}`, 400},
		{"POST", "/api/evolution/cycles/cycle-main-000001/rerun", `{"from": "done"}`, 400},
		{"POST", "/api/evolution/cycles/cycle-main-000001/rerun", `{"model": 5}`, 400},
		{"POST", "/api/evolution/cycles/cycle-main-000001/rerun", ``, 404},
		{"POST", "/api/evolution/cycles/cycle-main-000001/approve", ``, 404},
		{"POST", "/api/evolution/cycles/..%2f..%2fetc/approve", ``, 400},
		{"POST", "/api/mutations", `{"source": "x", "trait_name": "a/b"}`, 400},
		{"POST", "/api/mutations", `{"source": "` + strings.Repeat("x", 33<<10) + `", "trait_name": "big"}`, 400},
		{"POST", "/api/mutations/mut_none_v1/rollback", ``, 404},
		{"POST", "/api/mutations/%00/pin", ``, 400},
		{"POST", "/api/mutations/mut_a_v1*/unpin", ``, 400},
		{"GET", "/api/world/molbots?limit=0", ``, 400},
		{"GET", "/api/world/molbots?cursor=7", ``, 400},
		{"GET", "/api/world/molbots?trait=*", ``, 400},
		{"GET", "/api/world/molbots?trait=", ``, 400},
		{"GET", "/api/world/molbots?traits=graze", ``, 400},
		{"GET", "/api/world/lineage?max_nodes=0", ``, 400},
		{"GET", "/api/world/lineage?max_nodes=1e3", ``, 400},
		{"GET", "/api/world/lineage?max_nodes=20001", ``, 400},
		{"GET", "/api/world/lineage?format=xml", ``, 400},
		{"GET", "/api/world/layers/heat", ``, 404},
		{"GET", "/api/world/layers/..%2ftemperature", ``, 404},
		{"GET", "/api/world/layers/scent?channel=16", ``, 400},
		{"GET", "/api/world/layers/scent?cols=257", ``, 400},
		{"GET", "/api/world/layers/scent?rows=5", ``, 400},
		{"GET", "/api/world/checkpoints?limit=5", ``, 400},
		{"GET", "/api/world/history?from=9&to=3", ``, 400},
		{"GET", "/api/world/history?from=-1", ``, 400},
		{"GET", "/api/world/history?points=2001", ``, 400},
		{"GET", "/api/world/snapshots?cursor=x", ``, 400},
		{"GET", "/api/evolution/history?outcome=fine", ``, 400},
		{"GET", "/api/evolution/history?problem=ennui", ``, 400},
		{"GET", "/api/evolution/state?x=1", ``, 400},
		{"GET", "/api/mutations?trait=A", ``, 400},
		{"GET", "/api/mutations?trait=graze&cursor=x", ``, 400},
		{"GET", "/api/mutations/mut_none_v1/diff?beside=x", ``, 400},
		{"GET", "/api/nothing", ``, 404},
		{"DELETE", "/api/mutations", ``, 405},
		{"GET", "/ws/world-stream", ``, 400},
		{"GET", "/ws/other", ``, 404},
	} {
		r := h.call(c.method, c.path, c.body)
		if r.StatusCode != c.status {
			t.Errorf("%s %s %.60s: %d %s, want %d", c.method, c.path, c.body, r.StatusCode, r.body, c.status)
			continue
		}
		r.code(t)
	}
	r := h.call("POST", "/api/evolution/trigger", "", "Idempotency-Key", "two words")
	same(t, r.StatusCode, 400)
	r = h.call("POST", "/api/world/params", `{"temperature": 30}`, "Content-Type", "text/plain")
	same(t, r.StatusCode, 400)
	same(t, len(seen()), 0)
	same(t, len(fake.keys), 0)
	if strings.Contains(h.log.String(), "ERROR") {
		t.Fatalf("bad input was logged as a defect:\n%s", h.log)
	}
}
