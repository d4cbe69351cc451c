package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// TestCycleTellsItsStory prints a cycle whose first program vet rejected, with its history from the archive.
func TestCycleTellsItsStory(t *testing.T) {
	url := "redis://" + miniredis.RunT(t).Addr() + "/0"
	store, err := redisstore.Open(t.Context(), url, "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	save := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile("../../worker/testdata/histories/2026-11-26/repaired.json")
	save(err)
	h, err := supervisor.ReadHistory(bytes.NewReader(data))
	save(err)
	prompt, err := store.PutBlob(t.Context(), []byte("Write a trait."), 0)
	save(err)
	answer, err := store.PutBlob(t.Context(), []byte("func Execute() {}"), 0)
	save(err)
	c := genesis.Cycle{
		ID: "cycle-main-000001", World: "main", Stage: genesis.StageDone, Outcome: genesis.OutcomeApplied, Attempts: 2,
		Model: "m",
		Plan: &genesis.EvolutionPlan{
			ActionType: genesis.ActionAdjustParams, Description: "warm it up", Params: map[string]float64{"temperature": 21},
		},
		ParamsBefore: map[string]float64{"temperature": 20},
		Asked: &genesis.ModelExchange{Prompt: prompt, Answer: genesis.Ref{SHA256: strings.Repeat("0", 64), Size: 9},
			Model: "m"},
		Trial: &genesis.TrialSummary{Pairs: 8, Ticks: 1800, Pass: true, Words: "it helps", Measures: []genesis.Measure{
			{Name: "births", Unit: "×", Mean: 1.2, Low: 1.1, High: 1.3, Gate: "≥ 0.8", Pass: true},
			{Name: "population", Unit: "×", Mean: 0.5, Low: 0.4, High: 0.6, Gate: "≥ 0.92"},
		}},
		Canary: &genesis.CanarySummary{MutationID: "mut_seek_v1", Tests: []genesis.EValue{{Name: "survival_1200",
			Better: 31}}},
	}
	for source, vet := range supervisor.Vetted(h) {
		if !vet.OK {
			c.Programs = append(c.Programs, genesis.Program{
				Attempt: 1, Source: genesis.Ref{SHA256: source}, Verdict: "refused", Asked: &genesis.ModelExchange{Prompt: prompt,
					Answer: answer, Model: "m"},
			})
		}
	}
	save(store.SaveCycle(t.Context(), c))

	show := func(args ...string) (int, string) {
		var out, said bytes.Buffer
		p := &program{stdout: &out, stderr: &said, environ: []string{"GENESIS_REDIS_URL=" + url,
			"GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1"}}
		code := p.run(t.Context(), append([]string{"cycle"}, args...))
		return code, out.String() + said.String()
	}
	told := []string{"temperature = 21 (before: 20)", "warm it up", "m.Gobble", "births", "1.1 … 1.3", "refused",
		"survival_1200"}
	if code, said := show("1"); code == 0 || !containsAll(said, told[:2]) || !strings.Contains(said, "is not archived") {
		t.Errorf("without a history: %d\n%s", code, said)
	}
	save(store.SaveHistory(t.Context(), c.ID, data))
	code, said := show("1")
	if code != 0 || !containsAll(said, told) || !containsAll(said, []string{"Write a trait.", "func Execute() {}",
		"no longer kept", "canary_passed"}) {
		t.Errorf("%d\n%s", code, said)
	}
	if code, said := show("1", "--brief"); code != 0 || !containsAll(said, told) || strings.Contains(said,
		"Write a trait.") {
		t.Errorf("in brief: %d\n%s", code, said)
	}
	if code, said := show("2"); code == 0 || !strings.Contains(said, "there is no cycle") {
		t.Errorf("an unknown cycle: %d\n%s", code, said)
	}
}

func containsAll(text string, parts []string) bool {
	for _, p := range parts {
		if !strings.Contains(text, p) {
			return false
		}
	}
	return true
}
