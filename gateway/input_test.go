package gateway

import (
	"strings"
	"testing"
)

// TestBadInput: each gets a clear 4xx, and the engine hears of none.
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
		{"GET", "/api/nothing", ``, 404},
		{"DELETE", "/api/mutations/mut_none_v1", ``, 404},
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
