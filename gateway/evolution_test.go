package gateway

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

func TestTrigger(t *testing.T) {
	t.Parallel()
	fake := &cycles{}
	h := start(t, func(c *Config) { c.Cycles = fake })
	h.alive()
	r := h.call("POST", "/api/evolution/trigger", `{"reason": "more colour"}`, "Idempotency-Key", "k-1")
	same(t, r.StatusCode, 200)
	same(t, string(r.body), `{"cycle_id":"cycle-main-000001","temporal_url":"http://ui/cycle-main-000001"}`)
	same(t, fake.keys, []string{"k-1"})
	same(t, h.call("GET", "/api/evolution/cycles/cycle-main-000001", "").StatusCode, 200) // at once
	got := fake.triggers[0]
	same(t, []any{got.ProblemType, got.SuggestedArea, got.Origin, got.Reason, got.SnapshotKey},
		[]any{genesis.ProblemManual, genesis.AreaTraits, genesis.OriginUser, "more colour", "ws:snapshot:300"})
	same(t, h.call("POST", "/api/evolution/trigger", "").StatusCode, 200)
	for _, body := range []string{`{"problem_type": "starvation"}`,
		`{"problem_type": "starvation", "suggested_area": "traits"}`, `{"problem": "stagnation"}`} {
		same(t, h.call("POST", "/api/evolution/trigger", body).StatusCode, 200)
	}
	same(t, []any{fake.triggers[2].SuggestedArea, fake.triggers[3].SuggestedArea, fake.triggers[4].ProblemType},
		[]any{genesis.AreaEnvironment, genesis.AreaTraits, genesis.ProblemStagnation})
	for _, body := range []string{`{"problem_type": "boredom"}`, `{"problem": "boredom"}`,
		`{"problem": "starvation", "problem_type": "stagnation"}`, `{"suggested_area": "luck"}`} {
		same(t, h.call("POST", "/api/evolution/trigger", body).StatusCode, 400)
	}

	// another gateway, because this one's rate limit is used up
	h = start(t, func(c *Config) { c.Cycles = fake })
	h.alive()
	fake.err = genesis.Errorf(genesis.CodeConflict, "a cycle is running").With("cycle_id", "cycle-main-000002")
	r = h.call("POST", "/api/evolution/trigger", "{}")
	same(t, r.StatusCode, 409)
	if !strings.Contains(string(r.body), `"cycle_id":"cycle-main-000002"`) {
		t.Fatalf("%s does not name the running cycle", r.body)
	}
	fake.err = fmt.Errorf("trigger: %w", genesis.Errorf(genesis.CodeCooldown, "wait").With("retry_after_ms", 41_500))
	r = h.call("POST", "/api/evolution/trigger", "{}")
	same(t, []string{r.Status, r.Header.Get("Retry-After")}, []string{"429 Too Many Requests", "42"})
	fake.err = genesis.Errorf(genesis.CodeUnavailable, "Temporal does not answer")
	same(t, h.call("POST", "/api/evolution/trigger", "{}").StatusCode, 503)
	fake.err = fmt.Errorf("secret detail")
	r = h.call("POST", "/api/evolution/trigger", "{}")
	if r.StatusCode != 500 || strings.Contains(string(r.body), "secret") {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	for range 10 { // a bucket of 10
		r = h.call("POST", "/api/evolution/trigger", "{}")
	}
	same(t, []any{r.StatusCode, r.code(t)}, []any{429, genesis.CodeCooldown})
}

func TestHistoryAndSteering(t *testing.T) {
	t.Parallel()
	fake := &cycles{}
	h := start(t, func(c *Config) { c.Cycles = fake })
	ctx, now := t.Context(), time.Now().UTC()
	for n := range 5 {
		c := genesis.Cycle{ID: genesis.CycleID("main", n+1), World: "main", Stage: genesis.StageCode, StartedAt: now,
			Trigger: genesis.EvolutionTrigger{ProblemType: genesis.ProblemManual, Severity: genesis.SeverityLow}}
		if n < 4 {
			c.Stage, c.Outcome, c.EndedAt = genesis.StageDone, genesis.OutcomeApplied, &now
		} else {
			c.Programs = []genesis.Program{{Attempt: 1, Source: genesis.Ref{SHA256: "refused"}},
				{Attempt: 2, Source: genesis.Ref{SHA256: "lost"}}}
		}
		must(t, h.store.SaveCycle(ctx, c))
	}
	var ids []string
	for path := "/api/evolution/history?limit=2"; path != ""; {
		var page []genesis.Cycle
		r := h.get(path, &page)
		for _, c := range page {
			ids = append(ids, c.ID)
			same(t, c.TemporalURL, "http://ui/"+c.ID)
		}
		path, _, _ = strings.Cut(strings.TrimPrefix(r.Header.Get("Link"), "<"), ">")
	}
	same(t, ids, []string{"cycle-main-000005", "cycle-main-000004", "cycle-main-000003", "cycle-main-000002",
		"cycle-main-000001"})
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000001/cancel", "").StatusCode, 409)
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000005/cancel", "").StatusCode, 202)
	for path, body := range map[string]string{"veto": `{"reason": 5}`, "hint": `{}`, "cancel": `{"x": 1}`} {
		same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000005/"+path, body).StatusCode, 400)
		same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000005/"+path, `null and more`).StatusCode, 400)
	}
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000005/veto", `{"reason": "ugly"}`).StatusCode, 202)
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000005/hint", `{"text": "use less"}`).StatusCode, 202)
	for path, body := range map[string]string{"veto": ``, "hint": `{"text": "late"}`, "cancel": `{}`} {
		same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000001/"+path, body).StatusCode, 409)
		same(t, h.call("POST", "/api/evolution/cycles/cycle-other-000005/"+path, body).StatusCode, 404)
	}
	same(t, fake.steered, []string{"cancel cycle-main-000005 user", "veto cycle-main-000005 user: ugly",
		"hint cycle-main-000005 user: use less"})
	var one cycleDetail
	h.get("/api/evolution/cycles/cycle-main-000005", &one)
	same(t, []any{one.Stage, one.Degraded, one.Timeline[0].Name}, []any{genesis.StageCode, []string{}, "Plan"})
	same(t, []any{len(one.Vets), one.Vets[0].Attempt, one.Vets[0].Mends, len(one.Vets[0].Problems)},
		[]any{1, 1, []string{"gofmt"}, 2})
	fake.down = true
	h.get("/api/evolution/cycles/cycle-main-000005", &one)
	same(t, []any{one.Degraded, one.Timeline, one.Readings, one.Vets},
		[]any{[]string{"temporal"}, []TimelineStep{}, []genesis.Evidence{}, []vetReport{}})
	fake.down = false

	var some []genesis.Cycle
	r := h.get("/api/evolution/history?outcome=applied&limit=3", &some)
	same(t, []any{len(some), some[0].ID, some[2].ID}, []any{3, "cycle-main-000004", "cycle-main-000002"})
	next, _, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Link"), "<"), ">")
	h.get(next, &some)
	same(t, []any{len(some), some[0].ID}, []any{1, "cycle-main-000001"})
	h.get("/api/evolution/history?problem=stagnation", &some)
	same(t, len(some), 0)
	csv := string(h.call("GET", "/api/evolution/history?format=csv", "").body)
	if !strings.HasPrefix(csv, "id,world,trigger.trigger_id,") || !strings.Contains(csv, "\ncycle-main-000004,main,") {
		t.Fatalf("not the CSV that was asked for:\n%s", csv)
	}
}
