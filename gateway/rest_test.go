package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

func TestWorldState(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	var w worldState
	h.get("/api/world/state", &w)
	same(t, []any{w.Engine, w.Tick, w.CurrentCycle, w.Degraded}, []any{"down", uint64(0), (*string)(nil), []string{"engine"}})

	h.alive()
	must(t, h.store.SetCurrentCycle(t.Context(), "cycle-main-000001"))
	h.get("/api/world/state", &w)
	same(t, []any{w.World, w.Engine, w.Tick, *w.CurrentCycle, w.EntityCount, w.Params["temperature"], w.Model.Name, w.Degraded},
		[]any{"main", "running", uint64(300), "cycle-main-000001", 237, 20.0, "synth", []string{}})
	same(t, w.Traits, map[string]string{"graze": "mutations/trait_graze_v1.go"})
	same(t, w.Snapshot.DominantTrait, "graze_v1")

	var rows []paramRow
	h.get("/api/world/params", &rows)
	same(t, len(rows), len(genesis.Params))
	same(t, rows[5], paramRow{genesis.Params[5], 20})
	var snaps []genesis.Snapshot
	h.get("/api/world/snapshots?limit=5", &snaps)
	same(t, snaps[0].Tick, uint64(300))
	csv := string(h.call("GET", "/api/world/snapshots?format=csv", "").body)
	if !strings.HasPrefix(csv, "tick,timestamp,entity_count,avg_energy,") || !strings.Contains(csv, "\n300,") {
		t.Fatalf("not the CSV that was asked for:\n%s", csv)
	}
}

func TestMolbot(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	e := genesis.Entity{ID: "mol_00a3f1", X: 450.23, Energy: 78.5, Traits: []string{"graze_v1"}, State: "alive", Color: "#FF8C42",
		Genes: map[string]float64{"speed": 1.5}}
	must(t, h.store.WriteEntities(t.Context(), []genesis.Entity{e}))
	var got genesis.Entity
	h.get("/api/world/molbots/mol_00a3f1", &got)
	same(t, got, e)
}

func TestStatsTellWhatIsMissing(t *testing.T) {
	t.Parallel()
	fake := &cycles{}
	h := start(t, func(c *Config) { c.Cycles = fake })
	var s systemStats
	h.get("/api/stats", &s)
	same(t, []any{s.Engine, s.EngineUp, s.Degraded}, []any{"down", false, []string{"engine"}})
	same(t, h.call("GET", "/readyz", "").StatusCode, 503)
	same(t, h.call("GET", "/healthz", "").StatusCode, 200)

	h.alive()
	h.get("/api/stats", &s)
	same(t, []any{s.Engine, s.EngineUp, s.Degraded, s.AchievedHz, s.Tick, s.Model}, []any{"running", true, []string{}, 62.4, uint64(300), "synth"})
	same(t, s.Parts, map[string]string{"redis": "up", "engine": "up", "temporal": "up"})
	same(t, h.call("GET", "/readyz", "").StatusCode, 200)

	fake.down = true
	h.server.pulse.at = time.Time{}
	r := h.call("GET", "/readyz", "")
	same(t, r.StatusCode, 503)
	if !strings.Contains(string(r.body), `"missing":["temporal"]`) {
		t.Fatalf("%s does not name Temporal", r.body)
	}
	metrics := string(h.call("GET", "/metrics", "").body)
	for _, want := range []string{"genesis_engine_up 1", "genesis_engine_molbots 237", "genesis_gateway_viewers 0",
		`genesis_gateway_requests_total{method="GET",route="/readyz",status="503"} 2`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("/metrics lacks %s:\n%s", want, metrics)
		}
	}
}

func TestRedisAwayAndBack(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	h.redis.Close()
	for _, path := range []string{"/api/world/state", "/api/world/params", "/api/evolution/history", "/api/mutations", "/api/stats",
		"/api/feed", "/api/world/snapshots", "/api/mutations/mut_graze_v1", "/api/world/molbots/mol_000001"} {
		r := h.call("GET", path, "")
		same(t, []any{path, r.StatusCode, r.code(t), r.Header.Get("Retry-After")}, []any{path, 503, genesis.CodeUnavailable, "2"})
	}
	r := h.call("POST", "/api/world/params", `{"temperature": 30}`)
	same(t, []any{r.StatusCode, r.code(t)}, []any{503, genesis.CodeUnavailable})
	r = h.call("GET", "/readyz", "")
	same(t, r.StatusCode, 503)
	same(t, h.call("GET", "/healthz", "").StatusCode, 200)
	must(t, h.redis.Restart())
	eventually(t, "the state comes back", func() bool { return h.call("GET", "/api/world/state", "").StatusCode == 200 })
}

func TestChangesReachTheEngine(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	seen := h.engine(obey)
	for _, c := range []struct {
		path, body string
		want       genesis.Command
	}{
		{"/api/world/params", `{"temperature": 35}`, genesis.Command{Kind: genesis.CmdSetParam, Param: "temperature", Value: 35}},
		{"/api/world/params", `{"param": "friction", "value": 0}`, genesis.Command{Kind: genesis.CmdSetParam, Param: "friction"}},
		{"/api/world/pause", ``, genesis.Command{Kind: genesis.CmdPause}},
		{"/api/world/resume", `{}`, genesis.Command{Kind: genesis.CmdResume}},
		{"/api/world/step", ``, genesis.Command{Kind: genesis.CmdStep, Count: 1}},
		{"/api/world/step", `{"count": 60}`, genesis.Command{Kind: genesis.CmdStep, Count: 60}},
		{"/api/world/speed", `{"speed": 0}`, genesis.Command{Kind: genesis.CmdSpeed}},
		{"/api/world/speed", `{"speed": 2.5}`, genesis.Command{Kind: genesis.CmdSpeed, Value: 2.5}},
		{"/api/world/checkpoint", `{}`, genesis.Command{Kind: genesis.CmdCheckpoint}},
		{"/api/world/scatter", `{"count": 20}`, genesis.Command{Kind: genesis.CmdScatter, Count: 20}},
		{"/api/world/spawn", `{"count": 3, "x": 10, "y": 1999.5}`, genesis.Command{Kind: genesis.CmdSpawn, Count: 3, X: 10, Y: 1999.5}},
	} {
		before := len(seen())
		r := h.call("POST", c.path, c.body)
		if r.StatusCode != 200 || !strings.Contains(string(r.body), `"tick":7`) {
			t.Fatalf("%s %s: %d %s", c.path, c.body, r.StatusCode, r.body)
		}
		got := seen()[before:]
		same(t, len(got), 1)
		got[0].ID = ""
		same(t, got[0], c.want)
	}
	r := h.call("POST", "/api/world/params", `{"temperature": 30, "friction": 0.5, "gravity": 1}`)
	same(t, r.StatusCode, 200)
	same(t, len(seen()), 14)
}

func TestEngineRefusesOrIsDown(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	began := time.Now()
	r := h.call("POST", "/api/world/pause", "")
	same(t, []any{r.StatusCode, r.code(t), r.Header.Get("Retry-After")}, []any{503, genesis.CodeUnavailable, "2"})
	if waited := time.Since(began); waited > 4*time.Second {
		t.Fatalf("waited %v, want 2 s", waited)
	}
	h.engine(func(genesis.Command) genesis.Reply {
		return genesis.Reply{Err: genesis.Errorf(genesis.CodeConflict, "the world is not paused")}
	})
	r = h.call("POST", "/api/world/step", "")
	same(t, []any{r.StatusCode, r.code(t)}, []any{409, genesis.CodeConflict})
}

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
	same(t, []any{got.ProblemType, got.Origin, got.Reason, got.SnapshotKey},
		[]any{genesis.ProblemManual, genesis.OriginUser, "more colour", "ws:snapshot:300"})
	same(t, h.call("POST", "/api/evolution/trigger", "").StatusCode, 200)

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
		c := genesis.Cycle{ID: genesis.CycleID("main", n+1), World: "main", Stage: genesis.StageCode, StartedAt: now}
		if n < 4 {
			c.Stage, c.Outcome, c.EndedAt = genesis.StageDone, genesis.OutcomeApplied, &now
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
	same(t, ids, []string{"cycle-main-000005", "cycle-main-000004", "cycle-main-000003", "cycle-main-000002", "cycle-main-000001"})
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000001/cancel", "").StatusCode, 409)
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000005/cancel", "").StatusCode, 202)
	for path, body := range map[string]string{"veto": `{"reason": 5}`, "hint": `{}`, "cancel": `{"x": 1}`} {
		same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000005/"+path, body).StatusCode, 400)
		same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000001/"+path, `{}`).StatusCode, 409)
	}
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000005/veto", `{"reason": "ugly"}`).StatusCode, 202)
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000005/hint", `{"text": "use less"}`).StatusCode, 202)
	same(t, fake.steered, []string{"cycle-main-000005", "veto cycle-main-000005 user: ugly", "hint cycle-main-000005 user: use less"})
	var one genesis.Cycle
	h.get("/api/evolution/cycles/cycle-main-000005", &one)
	same(t, one.Stage, genesis.StageCode)
}

func TestMutationsAndFeed(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	ctx, code := t.Context(), "package graze\n"
	sum := sha256.Sum256([]byte(code))
	m := genesis.Mutation{ID: "mut_graze_v1", TraitName: "graze", Version: 1, Status: genesis.StatusApplied, Model: "synth",
		Hash: hex.EncodeToString(sum[:]), FilePath: "mutations/trait_graze_v1.go", CreatedAt: time.Now().UTC()}
	must(t, h.store.SaveMutation(ctx, m))
	var source sourceAnswer
	same(t, h.call("GET", "/api/mutations/mut_graze_v1/source", "").StatusCode, 404) // the record without its blob
	_, err := h.store.PutBlob(ctx, []byte(code), 0)
	must(t, err)
	h.get("/api/mutations/mut_graze_v1/source", &source)
	same(t, source, sourceAnswer{m.ID, m.FilePath, m.Hash, "synth", code})
	var list []genesis.Mutation
	h.get("/api/mutations?status=applied", &list)
	same(t, list, []genesis.Mutation{m})
	h.get("/api/mutations?status=failed", &list)
	same(t, len(list), 0)

	next := m
	next.ID, next.Version, next.FilePath = "mut_graze_v2", 2, "mutations/trait_graze_v2.go"
	ref, err := h.store.PutBlob(ctx, []byte(code+"// more\n"), 0)
	must(t, err)
	next.Hash = ref.SHA256
	must(t, h.store.SaveMutation(ctx, next))
	var d diffAnswer
	h.get("/api/mutations/mut_graze_v2/diff", &d)
	same(t, d, diffAnswer{"mut_graze_v2", "mut_graze_v1", "--- mutations/trait_graze_v1.go\n+++ mutations/trait_graze_v2.go\n" +
		"@@ -1 +1,2 @@\n package graze\n+// more\n"})
	h.get("/api/mutations/mut_graze_v1/diff?against=mut_graze_v1", &d)
	same(t, d.Diff, "")
	same(t, h.call("GET", "/api/mutations/mut_graze_v1/diff", "").StatusCode, 400)
	same(t, h.call("GET", "/api/mutations/mut_graze_v1/diff?against=mut_none_v1", "").StatusCode, 404)

	for i := range 3 {
		must(t, h.store.Feed(ctx, genesis.FeedMessage{Agent: "coder", Action: "a", Message: fmt.Sprint(i),
			Metadata: map[string]string{"plan_id": "p"}}))
	}
	var words []string
	for path := "/api/feed?limit=2"; path != ""; {
		var page []map[string]any
		r := h.get(path, &page)
		for _, line := range page {
			words = append(words, line["message"].(string))
		}
		path, _, _ = strings.Cut(strings.TrimPrefix(r.Header.Get("Link"), "<"), ">")
	}
	same(t, words, []string{"2", "1", "0"})
}
