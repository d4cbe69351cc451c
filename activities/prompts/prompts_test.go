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

func code() Code {
	return Code{
		CycleID: "cycle-main-000042", Attempt: 1, Problem: genesis.ProblemStarvation, Trait: "energy_scavenger",
		Action: genesis.ActionNewTrait, Plan: `{"plan_id":"evo_plan_042"}`, Examples: Worked,
	}
}

func TestPlanPrompt(t *testing.T) {
	system, user, err := PlanPrompt(Plan{
		CycleID: "cycle-main-000042", Problem: genesis.ProblemStarvation, Severity: genesis.SeverityHigh, Area: "environment", Tick: 90300,
		Vitals: genesis.Vitals{Entities: 237, MaxEntities: 500, AvgEnergy: 54.2, Births: 12, Deaths: 80, Starved: 72, Production: -3.14, GeneSpread: 0.31, TraitHill: 1.8},
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
	_, user, err = PlanPrompt(Plan{CycleID: "cycle-main-000001", Problem: genesis.ProblemManual, Reason: "bored"})
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
	kept.Examples = nil
	kept.Change = &Example{ID: "forager_v2", About: "seek food", Source: "func Execute(m *trait.Molbot) {\n\tm.Eat()\n}"}
	kept.Kept = []Example{*kept.Change, {ID: "napper_v1", About: "rest at night", Source: "func Execute(m *trait.Molbot) {\n\tm.Brake()\n}"}}
	_, user, err = CodePrompt("", kept)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "code_user_kept", user)
}

func TestRepairAndFeedbackPrompts(t *testing.T) {
	repair := code()
	repair.Attempt, repair.Numbered = 2, Number("package p\n\nfunc Execute() {\n\tm.Foo()\n}\n")
	repair.Problems = []genesis.VetProblem{{Line: 4, Message: "m.Foo is not a method", Advice: "use one from the list"}, {Line: 3, Message: "want Execute(m *trait.Molbot)"}}
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
