package gateway

import (
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// cycleOf returns a cycle's record.
func cycleOf(n int, outcome genesis.Outcome) genesis.Cycle {
	c := genesis.Cycle{ID: genesis.CycleID("main", n), World: "main", Stage: genesis.StageCode,
		StartedAt: time.Now().UTC(),
		Trigger:   genesis.EvolutionTrigger{ProblemType: genesis.ProblemManual, Severity: genesis.SeverityLow}}
	if outcome != "" {
		ended := c.StartedAt
		c.Stage, c.Outcome, c.EndedAt = genesis.StageDone, outcome, &ended
	}
	return c
}

func TestEvolutionIsSteered(t *testing.T) {
	t.Parallel()
	fake := &cycles{}
	h := start(t, func(c *Config) { c.Cycles = fake })
	var s evolutionState
	h.get("/api/evolution/state", &s)
	same(t, s, evolutionState{World: "main", Next: 1, Degraded: []string{}})
	same(t, h.call("POST", "/api/evolution/pause", `{"reason": "lunch"}`).StatusCode, 200)
	h.get("/api/evolution/state", &s)
	same(t, []any{s.Paused, s.Pause.By, s.Pause.Reason, s.Running}, []any{true, "user", "lunch", (*string)(nil)})
	same(t, h.call("POST", "/api/evolution/resume", ``).StatusCode, 200)
	h.get("/api/evolution/state", &s)
	same(t, []any{s.Paused, *s.Running, s.Next, s.CooldownUntil.Unix()}, []any{false, "cycle-main-000002", 3, int64(99)})

	fake.down = true
	must(t, h.store.SaveCycle(t.Context(), cycleOf(7, "")))
	must(t, h.store.SetCurrentCycle(t.Context(), "cycle-main-000007"))
	must(t, h.store.SaveSupervisor(t.Context(), genesis.SupervisorRecord{CooldownUntil: time.Unix(77, 0),
		Paused: &genesis.Pause{PauseRequest: genesis.PauseRequest{By: "ann", Reason: "holiday"}, At: time.Unix(9, 0)}}))
	h.get("/api/evolution/state", &s)
	same(t, []any{*s.Running, s.Next, s.Degraded}, []any{"cycle-main-000007", 8, []string{"temporal"}})
	same(t, []any{s.Paused, s.Pause.By, s.Pause.Reason, s.CooldownUntil.Unix()}, []any{true, "ann", "holiday", int64(77)})

	fake.down, fake.state, fake.running = false, nil, "cycle-main-000007" // the supervisor was terminated
	h.get("/api/evolution/state", &s)
	same(t, []any{s.Paused, s.Pause.By, *s.Running, s.Next, s.CooldownUntil.Unix()},
		[]any{true, "ann", "cycle-main-000007", 8, int64(77)})
	fake.running = "" // Temporal no longer has it
	h.get("/api/evolution/state", &s)
	same(t, []any{s.Paused, s.Running}, []any{true, (*string)(nil)})
	fake.err = genesis.Errorf(genesis.CodeUnavailable, "Temporal does not answer")
	r := h.call("POST", "/api/evolution/pause", `{}`)
	same(t, []any{r.StatusCode, r.Header.Get("Retry-After")}, []any{503, "2"})
}

func TestRerunAndApprove(t *testing.T) {
	t.Parallel()
	fake := &cycles{}
	h := start(t, func(c *Config) { c.Cycles = fake })
	must(t, h.store.SaveCycle(t.Context(), cycleOf(1, genesis.OutcomeRejected)))
	must(t, h.store.SaveCycle(t.Context(), cycleOf(2, "")))
	r := h.call("POST", "/api/evolution/cycles/cycle-main-000001/rerun", `{"from": "code", "model": "llama3:8b"}`,
		"Idempotency-Key", "again")
	same(t, []any{r.StatusCode, fake.keys[0]}, []any{200, "again"})
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000002/rerun", `{}`).StatusCode, 409)
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000001/rerun", `{"from": "canary"}`).StatusCode, 400)
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000009/rerun", `{}`).StatusCode, 404)
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000002/approve", `{"reason": "looks good"}`).StatusCode, 202)
	same(t, h.call("POST", "/api/evolution/cycles/cycle-main-000001/approve", ``).StatusCode, 409)
	same(t, fake.steered, []string{`rerun cycle-main-000001 from code by user with "llama3:8b"`,
		"approve cycle-main-000002 user: looks good"})
}

func TestTraitsByHand(t *testing.T) {
	t.Parallel()
	fake := &cycles{}
	h := start(t, func(c *Config) { c.Cycles = fake })
	h.alive()
	r := h.call("POST", "/api/mutations",
		`{"source": "func Execute(m *trait.Molbot) { m.Eat() }", "trait_name": "eater", "reason": "mine"}`)
	same(t, []any{r.StatusCode, string(r.body)},
		[]any{200, `{"cycle_id":"cycle-main-000001","temporal_url":"http://ui/cycle-main-000001"}`})
	same(t, []any{fake.steered[0], fake.triggers[0].Reason}, []any{"source of eater, 41 bytes, trial true", "mine"})
	same(t, h.call("GET", "/api/evolution/cycles/cycle-main-000001", "").StatusCode, 200)
	for _, bad := range []string{
		``, `{}`, `{"source": "x"}`, `{"source": " ", "trait_name": "eater"}`, `{"source": "x", "trait_name": "../../etc"}`,
		`{"source": "x", "trait_name": "Eater"}`, `{"source": 1, "trait_name": "eater"}`,
		`{"source": "x", "trait_name": "eater", "y": 1}`,
		`{"source": "` + strings.Repeat("x", maxSource+1) + `", "trait_name": "eater"}`,
	} {
		h.server.triggers = newLimiter(1e6, 1e6)
		same(t, h.call("POST", "/api/mutations", bad).StatusCode, 400)
	}
	same(t, len(fake.steered), 1)
}

func TestMutationsArePinnedAndRolledBack(t *testing.T) {
	t.Parallel()
	fake := &cycles{}
	h := start(t, func(c *Config) { c.Cycles = fake })
	must(t, h.store.SaveMutation(t.Context(), genesis.Mutation{ID: "mut_graze_v1", TraitName: "graze", Version: 1,
		Status: genesis.StatusApplied, Problem: genesis.ProblemManual, CreatedAt: time.Now().UTC(), Pinned: true}))
	for _, action := range []string{"rollback", "pin", "unpin"} {
		r := h.call("POST", "/api/mutations/mut_graze_v1/"+action, `{}`)
		if r.StatusCode != 200 || !strings.Contains(string(r.body), `"pinned":true`) {
			t.Errorf("%s: %d %s", action, r.StatusCode, r.body)
		}
		same(t, h.call("POST", "/api/mutations/mut_none_v1/"+action, ``).StatusCode, 404)
		same(t, h.call("POST", "/api/mutations/..%2fx/"+action, ``).StatusCode, 400)
		same(t, h.call("POST", "/api/mutations/mut_graze_v1/"+action, `{"x": 1}`).StatusCode, 400)
	}
	same(t, fake.steered, []string{"rollback mut_graze_v1 user: ", "pin mut_graze_v1 true", "pin mut_graze_v1 false"})
	fake.err = genesis.Errorf(genesis.CodeConflict, "it is not in the world")
	same(t, h.call("POST", "/api/mutations/mut_graze_v1/rollback", `{"reason": "ugly"}`).StatusCode, 409)
}

func TestStoryOfACycle(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	blob := func(text string) genesis.Ref {
		ref, err := h.store.PutBlob(t.Context(), []byte(text), 0)
		must(t, err)
		return ref
	}
	c := cycleOf(1, genesis.OutcomeApplied)
	gone := genesis.Ref{SHA256: strings.Repeat("0", 64), Size: 1}
	c.Asked = &genesis.ModelExchange{Prompt: blob("what now?"), Answer: blob("seek food"), Model: "synth"}
	c.Programs = []genesis.Program{
		{Attempt: 1, Asked: &genesis.ModelExchange{Prompt: blob("write it"), Answer: gone, Model: "synth"}, Source: blob("x"),
			Verdict: "refused"},
		{Attempt: 2, Source: blob("y"), Verdict: "ok", Passed: true},
	}
	c.Trial = &genesis.TrialSummary{Pairs: 4, Ticks: 1200, Pass: true, Words: "better",
		Measures: []genesis.Measure{{Name: "production", Unit: "energy", Mean: 2, Low: 1, High: 3, Pass: true}}}
	c.Canary = &genesis.CanarySummary{MutationID: "mut_graze_v1", Tick: 9, Benefit: 22}
	must(t, h.store.SaveCycle(t.Context(), c))
	var s cycleDetail
	h.get("/api/evolution/cycles/cycle-main-000001", &s)
	text := func(s string) *string { return &s }
	same(t, s.Prompts, []promptRecord{
		{"plan", 0, "synth", text("what now?"), text("seek food")}, {"code", 1, "synth", text("write it"), nil},
	})
	same(t, []any{s.Trial.Measures[0].Low, s.Canary.Benefit, len(s.Timeline)}, []any{1.0, 22.0, 1})
	same(t, s.Readings, []genesis.Evidence{{Tick: 5, Benefit: 3, Harm: 0.1}, {Tick: 9, Benefit: 22, Harm: 0.01}})
}

func TestAncestors(t *testing.T) {
	t.Parallel()
	graze := Ancestor{Name: "graze", Version: 1, About: "eat what lies in reach", Source: "package graze"}
	h := start(t, func(c *Config) { c.Ancestors = []Ancestor{graze} })
	var list []Ancestor
	h.get("/api/ancestors", &list)
	same(t, list, []Ancestor{graze})
	same(t, string(start(t, nil).call("GET", "/api/ancestors", "").body), "[]")
}
