package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

func TestStats(t *testing.T) {
	url := "redis://" + miniredis.RunT(t).Addr() + "/0"
	stats := func(args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		p := &program{stdout: &out, stderr: &said, environ: []string{"GENESIS_REDIS_URL=" + url}}
		if code := p.run(t.Context(), append([]string{"stats"}, args...)); code != 0 {
			t.Fatalf("%d: %s", code, &said)
		}
		return strings.Join(strings.Fields(out.String()), " ")
	}
	if got := stats(); got != "world main, whose engine does not run cycles none has ended" {
		t.Errorf("of nothing: %s", got)
	}
	store, err := redisstore.Open(t.Context(), url, "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.WriteStats(t.Context(), genesis.LoopStats{Tick: 77, TargetHz: 62.5, AchievedHz: 60, Overruns: 3,
		EntityCount: 42}); err != nil {
		t.Fatal(err)
	}
	asked := &genesis.ModelExchange{Model: "llama3:8b"}
	for n, outcome := range []genesis.Outcome{genesis.OutcomeApplied, genesis.OutcomeRolledBack, genesis.OutcomeApplied} {
		programs := []genesis.Program{{Attempt: 1, Asked: asked, Vetted: n > 0}, {Attempt: 2, Asked: asked, Vetted: true,
			Mends: 1}}
		c := genesis.Cycle{ID: genesis.CycleID("main", n+1), Outcome: outcome, Programs: programs[:2-min(n, 1)]}
		if err := store.SaveCycle(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	text := stats()
	for _, want := range []string{
		"main runs at tick 77", "60.0 of 62.5 Hz", "3 overruns", "42 molbots", "cycles 2 applied, 1 rolled back",
		"programs as written once mended new passed their trial form model 3 67 % 100 % 0 0 go llama3:8b",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
	var f statsReport
	if err := json.Unmarshal([]byte(stats("--json")), &f); err != nil {
		t.Fatal(err)
	}
	if f.Tick != 77 || !f.EngineUp || f.Cycles[genesis.OutcomeApplied] != 2 || len(f.VetRates) != 1 ||
		f.VetRates[0].PostRepair != 1 {
		t.Errorf("as JSON: %+v", f)
	}
}
