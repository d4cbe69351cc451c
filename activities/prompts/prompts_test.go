package prompts

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got); go test -update rewrites it\n%s", path, diff)
	}
}

const testAPI = "// Energy is free.\nfunc (m *Molbot) Energy() float64\n\n// Eat bites.\nfunc (m *Molbot) Eat()\n"

func code() Code {
	return Code{
		CycleID: "cycle-main-000042", Attempt: 1, Problem: genesis.ProblemStarvation, Trait: "energy_scavenger",
		Action: genesis.ActionNewTrait, Plan: `{"plan_id":"evo_plan_042"}`, Examples: Worked,
	}
}

func TestPlanPrompt(t *testing.T) {
	system, user, err := PlanPrompt(testAPI, Plan{
		CycleID: "cycle-main-000042", Problem: genesis.ProblemStarvation, Severity: genesis.SeverityHigh, Area: "environment",
		Tick: 90300,
		Vitals: genesis.Vitals{
			Entities: 237, MaxEntities: 500, AvgEnergy: 54.2, Births: 12, Deaths: 80, Starved: 72, Production: -3.14,
			GeneSpread: 0.31, TraitHill: 1.8,
		},
		Params: []Value{{"temperature", 20}, {"friction", 0.85}},
		Traits: []genesis.TraitRef{{Name: "forager", Version: 2, Bearers: 80, About: "seek food"}},
		Tried:  []Try{{genesis.OutcomeRejected, "spinner", "spin in place", "it surely costs energy"}},
		Sums:   []string{"of 12 cycles against starvation: 9 × rejected, 3 × applied", "kept: forager, napper, hermit"},
	})
	if err != nil || !strings.HasPrefix(system, "You are the Architect") {
		t.Fatalf("%v: %.60s", err, system)
	}
	golden(t, "plan_system", system)
	golden(t, "plan_user", user)
	_, user, err = PlanPrompt(testAPI, Plan{CycleID: "cycle-main-000001", Problem: genesis.ProblemManual, Reason: "bored"})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "plan_user_first", user)
}

func TestCodePrompt(t *testing.T) {
	system, user, err := CodePrompt("// Eat bites.\nfunc (m *Molbot) Eat()\n", code())
	if err != nil || !strings.HasPrefix(system, "You are the Coder") {
		t.Fatalf("%v: %.60s", err, system)
	}
	golden(t, "code_system", system)
	golden(t, "code_user", user)

	kept := code()
	kept.Wish, kept.Asked = "let them rest by night", []string{"births: at least ×0.8"}
	kept.Tries = []string{"program 1: line 3: m.Foo is not a method"}
	kept.Examples = nil
	kept.Change = &Example{ID: "forager_v2", About: "seek food", Source: "func Execute(m *trait.Molbot) {\n\tm.Eat()\n}"}
	kept.Kept = []Example{
		*kept.Change, {ID: "napper_v1", About: "rest at night", Source: "func Execute(m *trait.Molbot) {\n\tm.Brake()\n}"},
	}
	_, user, err = CodePrompt("", kept)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "code_user_kept", user)
}

func TestRulesPrompt(t *testing.T) {
	sizes := RuleSizes{Rules: 4, Conds: 2, Actions: 3}
	c := code()
	c.Examples, c.Asked = WorkedRules, []string{"births: at least ×0.8"}
	system, user, err := RulesPrompt("Senses: energy 0.1 to 0.9\nActions:\n- eat\n", sizes, c)
	if err != nil || !strings.HasPrefix(system, "You are the Coder") {
		t.Fatalf("%v: %.60s", err, system)
	}
	golden(t, "rules_system", system)
	golden(t, "rules_user", user)
	c.Numbered, c.Problems, c.Feedback = `{"rules":[]}`, []genesis.VetProblem{
		{Line: 3, Message: "there is no function Execute"},
	}, "rest more"
	c.Examples, c.Kept, c.Wish, c.Tries = nil, WorkedRules[:1], "let them rest", []string{
		"program 1: it acts like graze_v1",
	}
	if _, user, err = RulesPrompt("", sizes, c); err != nil {
		t.Fatal(err)
	}
	golden(t, "rules_user_again", user)
}

func TestRepairAndFeedbackPrompts(t *testing.T) {
	repair := code()
	repair.Attempt, repair.Numbered = 2, Number("package p\n\nfunc Execute() {\n\tm.Foo()\n}\n")
	repair.Feedback = "let them rest"
	repair.Problems = []genesis.VetProblem{
		{Line: 4, Message: "m.Foo is not a method", Advice: "use one from the list"},
		{Line: 3, Message: "want Execute(m *trait.Molbot)"},
	}
	_, user, err := CodePrompt("", repair)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "code_user_repair", user)
	repair.Problems, repair.Feedback = nil, "it seems to cost energy; population ×0.93"
	if _, user, err = CodePrompt("", repair); err != nil {
		t.Fatal(err)
	}
	golden(t, "code_user_feedback", user)
}

// TestPromptsStayWithinBudget fills both prompts with the largest world and the real API.
func TestPromptsStayWithinBudget(t *testing.T) {
	long := strings.Repeat("it netted +1.2 (0.3 to 2.1); ", 12)
	c := code()
	c.Asked, c.Wish, c.Feedback = []string{long[:90], long[:90], long[:90], long[:90], long[:90]}, long[:300], long
	c.Numbered = Number(strings.Repeat("\tm.ThrustToward(food.DX, food.DY, 1)\n", 80))
	for range 8 {
		c.Kept = append(c.Kept, Example{"kept_v1", long[:160], strings.Repeat("\tm.Eat() // and more\n", 20)})
		c.Tries = append(c.Tries, long[:200])
	}
	system, user, err := CodePrompt(sandbox.APIText(), c)
	if err != nil || len(system)+len(user) > Budget || !strings.Contains(user, "m.ThrustToward(food.DX") {
		t.Errorf("the coder's prompt has %d tokens: %v", tokens(system+user), err)
	}
	t.Logf("coder: %d tokens at most, %d of them rules and API", tokens(system+user), tokens(system))
	p := Plan{
		CycleID: "cycle-main-000042", Problem: genesis.ProblemStarvation, Reason: long[:300], Asked: c.Asked,
		Sums: []string{long, long},
	}
	for range 20 {
		p.Traits = append(p.Traits,
			genesis.TraitRef{Name: "forager_of_the_north", Version: 2, Bearers: 80, About: long[:160]})
		p.Tried = append(p.Tried, Try{genesis.OutcomeRejected, "spinner", long[:160], long[:340]})
	}
	system, user, err = PlanPrompt(sandbox.APIText(), p)
	if err != nil || len(system)+len(user) > Budget || !strings.Contains(user, "## Tried lately\n- rejected") {
		t.Errorf("the architect's prompt has %d tokens: %v", tokens(system+user), err)
	}
	t.Logf("architect: %d tokens at most, %d of them rules", tokens(system+user), tokens(system))
	for _, ability := range []string{"NearestFood", "Storm", "ThrustToward", "Share"} {
		if !strings.Contains(system, ability) {
			t.Errorf("the architect does not hear of %s", ability)
		}
	}
}

func TestPlanSchemaIsASchema(t *testing.T) {
	var schema struct {
		Type       string
		Properties map[string]json.RawMessage
		Required   []string
	}
	if err := json.Unmarshal(PlanSchema(), &schema); err != nil || schema.Type != "object" {
		t.Fatalf("%v: %s", err, PlanSchema())
	}
	for _, name := range schema.Required {
		if schema.Properties[name] == nil {
			t.Errorf("%s is required but not described", name)
		}
	}
}

// tokens estimates the tokens of a text.
func tokens(text string) int { return len(text) * 10 / 36 }
