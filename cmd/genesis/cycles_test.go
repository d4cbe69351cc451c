package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

func TestCyclesAreListed(t *testing.T) {
	url := "redis://" + miniredis.RunT(t).Addr() + "/0"
	store, err := redisstore.Open(t.Context(), url, "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for n, outcome := range []genesis.Outcome{genesis.OutcomeApplied, genesis.OutcomeRejected, ""} {
		if err := store.SaveCycle(t.Context(), genesis.Cycle{ID: genesis.CycleID("main", n+1), Outcome: outcome,
			Stage: genesis.StageTrial}); err != nil {
			t.Fatal(err)
		}
	}
	list := func(args ...string) (string, int) {
		var out, said bytes.Buffer
		p := &program{stdout: &out, stderr: &said, environ: []string{"GENESIS_REDIS_URL=" + url}}
		code := p.run(t.Context(), append([]string{"cycles"}, args...))
		return out.String(), code
	}
	all, code := list()
	if code != 0 || strings.Count(all, "\n") != 3 || !strings.HasPrefix(all, "cycle-main-000003") || !strings.Contains(all,
		"… trial") {
		t.Errorf("%d:\n%s", code, all)
	}
	if some, _ := list("--outcome", "rejected"); !strings.HasPrefix(some, "cycle-main-000002") ||
		strings.Count(some, "\n") != 1 {
		t.Errorf("rejected ones:\n%s", some)
	}
	if _, code := list("--limit", "0"); code == 0 {
		t.Error("--limit 0 is accepted")
	}
}

func TestRerunRefusesAStageThatCanNotBe(t *testing.T) {
	var out, said bytes.Buffer
	p := &program{stdout: &out, stderr: &said}
	if code := p.run(t.Context(), []string{"rerun", "3", "--from", "canary"}); code == 0 ||
		!strings.Contains(said.String(), "observe, plan, code") {
		t.Errorf("%d: %s", code, said.String())
	}
}

func TestOwnCycle(t *testing.T) {
	s := config.Settings{World: "beta-2"}
	for what, want := range map[string]string{"7": "cycle-beta-2-000007", "cycle-beta-2-000007": "cycle-beta-2-000007",
		"cycle-main-000007": "", "cycle-beta-000002": "", "seven": "", "../7": ""} {
		got, err := ownCycle(s, what)
		if got != want || (genesis.CodeOf(err) == genesis.CodeInvalid) != (want == "") {
			t.Errorf("%s: %q, %v; want %q", what, got, err, want)
		}
	}
}
