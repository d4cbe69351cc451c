package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

func TestWorldState(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	var w worldState
	h.get("/api/world/state", &w)
	same(t, []any{w.Engine, w.Tick, w.CurrentCycle, w.Degraded}, []any{"down", uint64(0), (*string)(nil),
		[]string{"engine"}})

	h.alive()
	must(t, h.store.SetCurrentCycle(t.Context(), "cycle-main-000001"))
	h.get("/api/world/state", &w)
	same(t, []any{w.World, w.Engine, w.Tick, *w.CurrentCycle, w.EntityCount, w.Params["temperature"], w.Model.Name,
		w.Degraded},
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
	e := genesis.Entity{ID: "mol_00a3f1", X: 450.23, Energy: 78.5, Traits: []string{"graze_v1"}, State: "alive",
		Color: "#FF8C42",
		Genes: map[string]float64{"speed": 1.5}}
	must(t, h.store.WriteEntities(t.Context(), []genesis.Entity{e}))
	var got molbotDetail
	h.get("/api/world/molbots/mol_00a3f1", &got)
	same(t, got.Entity, genesis.Entity{ID: e.ID, X: e.X, Energy: e.Energy, Traits: e.Traits, State: e.State,
		Color: e.Color})
	same(t, []any{got.Genes, got.Degraded, got.Ancestors}, []any{e.Genes, []string{"engine"}, []genesis.Kin{}})

	family := genesis.Family{Ancestors: []genesis.Kin{{ID: "mol_000001", Born: 3, Died: 9, Traits: []string{"graze_v1"}}}}
	seen := h.engine(answering(family))
	h.get("/api/world/molbots/mol_00a3f1", &got)
	same(t, []any{got.Ancestors, got.Children, got.Degraded}, []any{family.Ancestors, []genesis.Kin{}, []string{}})
	same(t, seen()[0].Payload, command.Payload(command.Family{Molbot: e.ID}))
}

func TestMolbots(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	var all []genesis.Entity
	for n := range 30 {
		e := genesis.Entity{ID: genesis.MolbotID(uint64(n + 1)), Traits: []string{"graze_v1"}, State: "alive",
			Color: "#FF8C42"}
		if n%3 == 0 {
			e.Traits = append(e.Traits, "seek_food_v2")
		}
		all = append(all, e)
	}
	must(t, h.store.WriteEntities(t.Context(), all))
	for filter, want := range map[string]int{"": 30, "&trait=graze": 30, "&trait=seek_food": 10, "&trait=seek_food_v2": 10,
		"&trait=seek_food_v1": 0, "&trait=seek": 0} {
		var ids []string
		for path := "/api/world/molbots?limit=7" + filter; path != ""; {
			var page []genesis.Entity
			r := h.get(path, &page)
			for _, e := range page {
				ids = append(ids, e.ID)
			}
			path, _, _ = strings.Cut(strings.TrimPrefix(r.Header.Get("Link"), "<"), ">")
		}
		same(t, len(ids), want)
		if !slices.IsSortedFunc(ids, func(a, b string) int { return strings.Compare(b, a) }) {
			t.Fatalf("%s: not youngest first: %v", filter, ids)
		}
	}
}

// A list of molbots that no engine refreshes says how old it is, to all callers, also when it comes from memory.
func TestOldMolbotsSayHowOldTheyAre(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *Config) { c.FreshFor = time.Minute })
	must(t, h.store.WriteEntities(t.Context(), []genesis.Entity{{ID: "mol_000001", Traits: []string{}, State: "alive",
		Color: "#FF8C42"}}))
	r := h.call("GET", "/api/world/molbots", "")
	same(t, []any{r.StatusCode, r.Header.Get(headerDegraded), r.Header.Get("Age")}, []any{200, "", ""})
	must(t, h.redis.Set("meta:mirrored", strconv.FormatInt(time.Now().Add(-90*time.Second).UnixMilli(), 10)))
	for range 2 {
		r = h.call("GET", "/api/world/molbots?limit=9", "")
		age, err := strconv.Atoi(r.Header.Get("Age"))
		same(t, []any{r.StatusCode, r.Header.Get(headerDegraded), err, age >= 90 && age < 100}, []any{200, "engine", nil,
			true})
	}
}

func TestLineageAndLayers(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	tree := genesis.Phylogeny{Tick: 7, Known: 9, Living: 1, Nodes: []genesis.Kin{
		{ID: "mol_000001", Born: 1, Died: 5, Traits: []string{"graze_v1"}},
		{ID: "mol_000002", Parent: "mol_000001", Steps: 1, Born: 3, Traits: []string{"graze_v1", "seek_v2"}},
	}}
	heat := genesis.Layer{Tick: 7, Name: "temperature", Unit: "°C", Cols: 2, Rows: 1, Width: 20, Height: 10, Low: 1,
		High:   2,
		Values: []float32{1, 2}}
	seen := h.engine(func(c command.Command) command.Reply {
		if _, layer := c.Payload.(command.Layer); layer {
			return answering(heat)(c)
		}
		return answering(tree)(c)
	})
	var p genesis.Phylogeny
	h.get("/api/world/lineage?max_nodes=50", &p)
	same(t, p, tree)
	same(t, seen()[0].Payload, command.Payload(command.Lineage{Most: 50}))
	csv := string(h.call("GET", "/api/world/lineage?format=csv", "").body)
	same(t, csv, "id,parent,mate,generations,born_at_tick,died_at_tick,traits\nmol_000001,,,0,1,5,graze_v1\n"+
		"mol_000002,mol_000001,,1,3,0,graze_v1 seek_v2\n")
	var l genesis.Layer
	h.get("/api/world/layers/temperature?cols=2", &l)
	same(t, l, heat)
	h.get("/api/world/layers/scent?channel=3", &l)
	same(t, seen()[3].Payload, command.Payload(command.Layer{Name: "scent", Channel: 3, Columns: 64}))
}

func TestCheckpointsAndRestore(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	seen := h.engine(obey)
	var list []genesis.KeptCheckpoint
	h.get("/api/world/checkpoints", &list)
	same(t, list, []genesis.KeptCheckpoint{})
	kept := []genesis.KeptCheckpoint{{Tick: 600, Bytes: 9, SavedAt: time.Now().UTC()}, {Tick: 300, Bytes: 8,
		SavedAt: time.Now().UTC()}}
	must(t, h.store.WriteCheckpoints(t.Context(), kept))
	h.get("/api/world/checkpoints", &list)
	same(t, list, kept)
	same(t, h.call("POST", "/api/world/restore", `{"tick": 301}`).StatusCode, 404)
	same(t, len(seen()), 0)
	same(t, h.call("POST", "/api/world/restore", `{"tick": 300}`).StatusCode, 200)
	same(t, seen()[0].Payload, command.Payload(command.Restore{Tick: 300}))
	same(t, h.call("POST", "/api/world/reset", `{"seed": 77}`).StatusCode, 200)
	same(t, seen()[1].Payload, command.Payload(command.Reset{Seed: 77}))
}

func TestTelemetry(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	for n := range 100 {
		_, err := h.store.WriteSnapshot(t.Context(), genesis.Snapshot{Tick: uint64(300 * (n + 1)), EntityCount: n,
			BirthsLastPeriod: 1,
			Traits:           []genesis.TraitCensus{{Name: "graze", Version: 1, Bearers: n}, {Name: "gone", Version: 2}}})
		must(t, err)
	}
	var rows []redisstore.TelemetryRow
	h.get("/api/world/history?points=10", &rows)
	same(t, []any{len(rows), rows[0].Tick, rows[0].EntityCount, rows[0].Births, rows[9].Tick},
		[]any{10, uint64(3000), 4.5, 10, uint64(30000)})
	same(t, []any{rows[0].Traits, rows[9].Traits}, []any{map[string]float64{"graze_v1": 4.5},
		map[string]float64{"graze_v1": 94.5}})
	h.get("/api/world/history?from=600&to=900", &rows)
	same(t, []any{len(rows), rows[0].Tick, rows[1].Tick, rows[1].EntityCount}, []any{2, uint64(600), uint64(900), 2.0})
	if csv := string(h.call("GET", "/api/world/history?format=csv&to=300", "").body); !strings.HasPrefix(csv,
		"tick,timestamp,snapshots,") {
		t.Fatalf("not CSV:\n%s", csv)
	}
	_, err := h.store.WriteSnapshot(t.Context(), genesis.Snapshot{Tick: 600, EntityCount: 7}) // after a restore
	must(t, err)
	h.get("/api/world/history", &rows)
	same(t, []any{len(rows), rows[1].EntityCount}, []any{2, 7.0})

	var ticks []uint64
	for path := "/api/world/snapshots?limit=1"; path != ""; {
		var page []genesis.Snapshot
		r := h.get(path, &page)
		for _, s := range page {
			ticks = append(ticks, s.Tick)
		}
		path, _, _ = strings.Cut(strings.TrimPrefix(r.Header.Get("Link"), "<"), ">")
	}
	same(t, ticks, []uint64{600, 300})
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
	h.server.parts.forget()
	h.get("/api/stats", &s)
	same(t, []any{s.Engine, s.EngineUp, s.Degraded, s.AchievedHz, s.Tick, s.Model}, []any{"running", true, []string{},
		62.4, uint64(300), "synth"})
	same(t, s.Parts, map[string]string{"redis": "up", "engine": "up", "temporal": "up", "worker": "up"})
	same(t, h.call("GET", "/readyz", "").StatusCode, 200)

	fake.down = true
	h.server.parts.forget()
	r := h.call("GET", "/readyz", "")
	same(t, r.StatusCode, 503)
	if !strings.Contains(string(r.body), `"missing":["temporal"]`) {
		t.Fatalf("%s does not name Temporal", r.body)
	}
	fake.down, fake.idle = false, true
	h.server.parts.forget()
	r = h.call("GET", "/readyz", "")
	same(t, r.StatusCode, 503)
	if !strings.Contains(string(r.body), `"missing":["worker"]`) || !strings.Contains(string(r.body),
		"no worker runs cycles") {
		t.Fatalf("%s does not name the worker", r.body)
	}
	for name, want := range map[string]float64{"genesis_engine_up": 1, "genesis_engine_molbots": 237,
		"genesis_gateway_viewers": 0,
		`genesis_gateway_requests_total{method="GET",route="/readyz",status="503"}`: 3} {
		same(t, []any{name, h.metric(name)}, []any{name, want})
	}
}

// TestVetRates saves ended cycles, one of them twice, and reads the rates of each model.
func TestVetRates(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	by := func(model string) *genesis.ModelExchange { return &genesis.ModelExchange{Model: model} }
	rules := &genesis.ModelExchange{Model: "c:latest", Form: redisstore.FormRules}
	for n, programs := range [][]genesis.Program{
		{{Asked: by("a"), Vetted: true}}, // a duplicate, but valid Go
		{{Asked: by("a")}, {Asked: by("a"), Mends: 1}, {Asked: by("a"), Mends: 2, Vetted: true}},
		{{Asked: by("a")}, {Asked: by("a"), Mends: 1}, {Asked: by("b|7b"), Vetted: true}},
		{{Vetted: true}}, // written by a person
		{{Asked: by("a")}, {Asked: by("a"), Vetted: true}},
		{{Attempt: 1, Asked: rules, Vetted: true, Passed: true}, {Attempt: 2, Asked: rules, Vetted: true, Passed: true}},
	} {
		c := genesis.Cycle{ID: genesis.CycleID("main", 101+n), World: "main", Programs: programs,
			Trial: &genesis.TrialSummary{Attempt: 2, Pass: true}}
		for _, c.Outcome = range []genesis.Outcome{"", genesis.OutcomeRejected, genesis.OutcomeRejected} {
			if err := h.store.SaveCycle(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
	}
	var s systemStats
	h.get("/api/stats", &s)
	same(t, s.VetRates, []redisstore.VetRate{{Model: "a", Form: "go", Fresh: 5, FirstPass: 0.4, PostRepair: 0.6},
		{Model: "b|7b", Form: "go", Fresh: 1, FirstPass: 1, PostRepair: 1}, {Model: "c", Form: "rules", Fresh: 2,
			FirstPass: 1, PostRepair: 1, New: 2, Proved: 1}})
}

func TestRedisAwayAndBack(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	asked := []string{"/api/world/state", "/api/world/params", "/api/evolution/history", "/api/mutations", "/api/stats"}
	for _, path := range asked {
		same(t, h.call("GET", path, "").StatusCode, 200)
	}
	h.redis.Close()
	for _, path := range asked { // old data is served and marked as old
		r := h.call("GET", path, "")
		same(t, []any{path, r.StatusCode, r.Header.Get(headerDegraded)}, []any{path, 200, "redis"})
		if _, err := strconv.Atoi(r.Header.Get("Age")); err != nil {
			t.Errorf("%s: Age %q", path, r.Header.Get("Age"))
		}
	}
	var w worldState
	h.get("/api/world/state", &w)
	same(t, []any{w.Tick, w.Engine, w.Degraded}, []any{uint64(300), "unknown", []string{"redis"}})
	var s systemStats
	h.get("/api/stats", &s)
	same(t, []any{s.EngineUp, s.Parts["redis"], s.Parts["engine"], s.Parts["temporal"], s.Degraded},
		[]any{false, "down", "unknown", "up", []string{"redis"}})
	for _, path := range []string{"/api/feed", "/api/world/snapshots", "/api/mutations/mut_graze_v1",
		"/api/world/molbots/mol_000001",
		"/api/world/molbots", "/api/world/history", "/api/world/checkpoints"} { // never requested before
		r := h.call("GET", path, "")
		same(t, []any{path, r.StatusCode, r.code(t), r.Header.Get("Retry-After")}, []any{path, 503, genesis.CodeUnavailable,
			"2"})
	}
	r := h.call("POST", "/api/world/params", `{"temperature": 30}`)
	same(t, []any{r.StatusCode, r.code(t), r.Header.Get("Retry-After")}, []any{503, genesis.CodeUnavailable, "2"})
	h.server.parts.forget()
	r = h.call("GET", "/readyz", "")
	same(t, r.StatusCode, 503)
	same(t, h.call("GET", "/healthz", "").StatusCode, 200)
	must(t, h.redis.Restart())
	eventually(t, "the state comes back", func() bool {
		r := h.call("GET", "/api/world/state", "")
		return r.StatusCode == 200 && r.Header.Get(headerDegraded) == ""
	})
}

func TestMetricsTellOfEvolution(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	ctx := t.Context()
	c := cycleOf(1, "")
	// a repeated record counts once
	for _, stage := range []genesis.Stage{genesis.StagePlan, genesis.StageCode, genesis.StageCode, genesis.StageTrial} {
		c.Stage = stage
		must(t, h.store.SaveCycle(ctx, c))
	}
	must(t, h.store.SetCurrentCycle(ctx, c.ID))
	must(t, h.store.CountModel(ctx, "plan", "synth", 1500*time.Millisecond, false))
	must(t, h.store.CountModel(ctx, "plan", "synth", time.Second, false))
	must(t, h.store.CountModel(ctx, "code", "", time.Second, true))
	_, err := h.store.WriteSnapshot(ctx, genesis.Snapshot{Tick: 600, Traits: []genesis.TraitCensus{
		{Name: "graze", Version: 1, Bearers: 9}, {Name: "seek", Version: 2, Generated: true, Bearers: 4, FuelSpent: 77,
			Faults: 1}}})
	must(t, err)
	for name, want := range map[string]float64{
		`genesis_cycle_stages_total{stage="code"}`: 1, `genesis_cycles_running{stage="trial"}`: 1,
		`genesis_llm_seconds_total{model="synth",step="plan"}`:   2.5,
		`genesis_llm_calls_total{result="answered",step="plan"}`: 2,
		`genesis_llm_calls_total{result="failed",step="code"}`:   1, `genesis_trait_bearers{trait="seek_v2"}`: 4,
		`genesis_trait_fuel{trait="seek_v2"}`: 77, `genesis_engine_overruns_total`: 3,
		`genesis_engine_decide_seconds_total`: 1.25,
		`genesis_engine_fuel_total`:           1000, `genesis_engine_faults_total`: 2, `genesis_engine_ticks_total`: 299,
	} {
		same(t, []any{name, h.metric(name)}, []any{name, want})
	}
	for range 2 {
		must(t, h.store.SaveCycle(ctx, cycleOf(1, genesis.OutcomeApplied)))
	}
	same(t, h.metric(`genesis_cycles_total{outcome="applied"}`), 1.0)
	for n, kept := range []string{genesis.KeptHelps, genesis.KeptHarmless, genesis.KeptHarmless, ""} {
		c := cycleOf(n+2, genesis.OutcomeApplied)
		c.Kept = kept
		must(t, h.store.SaveCycle(ctx, c))
	}
	same(t, h.metric(`genesis_traits_kept_total{kept="harmless"}`), 2.0)
	var stats systemStats
	h.get("/api/stats", &stats)
	same(t, stats.Cycles, map[genesis.Outcome]int{genesis.OutcomeApplied: 5})
	same(t, stats.Kept, map[string]int{genesis.KeptHelps: 1, genesis.KeptHarmless: 2})
}

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	a := newAnswerCache(0, newCPULimiter())
	for n := range 3 * maxAnswers {
		a.keep(fmt.Sprint(n%(2*maxAnswers)), a.newAnswer("", "", []byte("12345"), 0))
	}
	same(t, []int{len(a.kept), len(a.order), a.bytes}, []int{maxAnswers, maxAnswers, 5 * maxAnswers})
	old := a.newAnswer("", "", []byte("1"), 0)
	old.at = time.Now().Add(-2 * maxAnswerAge)
	a.keep("old", old)
	if a.find("old", maxAnswerAge, false) != nil {
		t.Fatal("an answer of two hours ago was found")
	}
	for n := range 100 {
		a.keep(fmt.Sprint("large", n), a.newAnswer("", "", make([]byte, maxAnswerBytes), 0))
	}
	if a.bytes > maxAnswersBytes {
		t.Fatalf("%d bytes are kept", a.bytes)
	}
}

func TestChangesReachTheEngine(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	seen := h.engine(obey)
	for _, c := range []struct {
		path, body string
		want       command.Payload
	}{
		{"/api/world/params", `{"temperature": 35}`, command.SetParam{Name: "temperature", Value: 35}},
		{"/api/world/params", `{"param": "friction", "value": 0}`, command.SetParam{Name: "friction"}},
		{"/api/world/pause", ``, command.Pause{}},
		{"/api/world/resume", `{}`, command.Resume{}},
		{"/api/world/step", ``, command.Step{Count: 1}},
		{"/api/world/step", `{"count": 60}`, command.Step{Count: 60}},
		{"/api/world/speed", `{"speed": 0}`, command.Speed{}},
		{"/api/world/speed", `{"speed": 2.5}`, command.Speed{Factor: 2.5}},
		{"/api/world/checkpoint", `{}`, command.Checkpoint{}},
		{"/api/world/scatter", `{"count": 20}`, command.Scatter{Count: 20}},
		{"/api/world/front", `{"celsius": -12.5}`, command.Front{Celsius: -12.5}},
		{"/api/world/front", `{"celsius": 5, "x": 300}`, command.Front{Celsius: 5, X: 300}},
		{"/api/world/spawn", `{"count": 3, "x": 10, "y": 1999.5}`, command.Spawn{Count: 3, X: 10, Y: 1999.5}},
	} {
		before := len(seen())
		r := h.call("POST", c.path, c.body)
		if r.StatusCode != 200 || !strings.Contains(string(r.body), `"tick":7`) {
			t.Fatalf("%s %s: %d %s", c.path, c.body, r.StatusCode, r.body)
		}
		got := seen()[before:]
		same(t, len(got), 1)
		same(t, got[0].Payload, c.want)
	}
	r := h.call("POST", "/api/world/params", `{"temperature": 30, "friction": 0.5, "gravity": 1}`)
	same(t, r.StatusCode, 200)
	same(t, len(seen()), 14)
	same(t, seen()[13].Payload, command.Payload(command.SetParams{Params: map[string]float64{"temperature": 30,
		"friction": 0.5, "gravity": 1}}))
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
	h.engine(func(command.Command) command.Reply {
		return command.Reply{Err: genesis.Errorf(genesis.CodeConflict, "the world is not paused")}
	})
	r = h.call("POST", "/api/world/step", "")
	same(t, []any{r.StatusCode, r.code(t)}, []any{409, genesis.CodeConflict})
}

func TestMutationsAndFeed(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	ctx, code := t.Context(), "package graze\n"
	sum := sha256.Sum256([]byte(code))
	m := genesis.Mutation{ID: "mut_graze_v1", TraitName: "graze", Version: 1, Status: genesis.StatusApplied,
		Model: "synth", Problem: genesis.ProblemManual,
		Hash: hex.EncodeToString(sum[:]), FilePath: "mutations/trait_graze_v1.go", CreatedAt: time.Now().UTC()}
	must(t, h.store.SaveMutation(ctx, m))
	var source sourceAnswer
	same(t, h.call("GET", "/api/mutations/mut_graze_v1/source", "").StatusCode, 404) // a record without its blob
	_, err := h.store.PutBlob(ctx, []byte(code), 0)
	must(t, err)
	h.get("/api/mutations/mut_graze_v1/source", &source)
	same(t, source, sourceAnswer{m.ID, m.FilePath, m.Hash, "synth", code})
	var list []genesis.Mutation
	h.get("/api/mutations?status=applied", &list)
	same(t, list, []genesis.Mutation{m})
	h.get("/api/mutations?status=failed", &list)
	same(t, len(list), 0)
	var one genesis.Mutation
	h.get("/api/mutations/mut_graze_v1", &one)
	same(t, one, m)
	h.get("/api/mutations?trait=graze", &list)
	same(t, len(list), 1)
	h.get("/api/mutations?trait=graze&status=failed", &list)
	same(t, len(list), 0)

	next := m
	next.ID, next.Version, next.FilePath = "mut_graze_v2", 2, "mutations/trait_graze_v2.go"
	ref, err := h.store.PutBlob(ctx, []byte(code+"// more\n"), 0)
	must(t, err)
	next.Hash = ref.SHA256
	must(t, h.store.SaveMutation(ctx, next))
	var d diffAnswer
	h.get("/api/mutations/mut_graze_v2/diff", &d)
	same(t, d, diffAnswer{"mut_graze_v2", "mut_graze_v1", "--- mutations/trait_graze_v1.go\n+++ " +
		"mutations/trait_graze_v2.go\n" +
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

	for path, starts := range map[string]string{
		"/api/mutations?format=csv&status=applied": "id,trait_name,version,status,file_path,",
		"/api/feed?format=csv&limit=1":             "id,agent,action,message,timestamp\n",
	} {
		if csv := string(h.call("GET", path, "").body); !strings.HasPrefix(csv, starts) || strings.Count(csv, "\n") < 2 {
			t.Errorf("%s is not the CSV that was asked for:\n%s", path, csv)
		}
	}
	same(t, h.call("DELETE", "/api/mutations/mut_graze_v1", "").Header.Get("Allow"), "GET, HEAD")
	same(t, h.call("PUT", "/api/mutations", "").Header.Get("Allow"), "GET, HEAD, POST")
}

// forget makes the next caller check again.
func (p *parts) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at, p.redis.at = time.Time{}, time.Time{}
}
