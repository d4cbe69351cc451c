package activities

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

const graze = `func Execute(m *trait.Molbot) {
	if food, ok := m.NearestFood(50); ok {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
}`

func TestTraitFileVets(t *testing.T) {
	plan := genesis.EvolutionPlan{PlanID: "evo_plan_042", Description: "seek food\nfunc init() {}\u2028when hungry"}
	file := traitFile("energy_scavenger", "cycle-main-000042", plan, "llama3:8b", graze)
	want := "//go:build ignore\n\n// EnergyScavenger: seek food func init() {} when hungry\n" +
		"// cycle cycle-main-000042 · plan evo_plan_042 · model llama3:8b\npackage energy_scavenger\n"
	if !strings.HasPrefix(string(file), want) {
		t.Errorf("starts with\n%s\nwant\n%s", file, want)
	}
	r := sandbox.Vet(file, sandbox.Options{})
	if !r.OK || r.TraitName != "energy_scavenger" {
		t.Errorf("vet says %+v", r)
	}
	if got := functions(string(file)); got != graze {
		t.Errorf("functions: %q", got)
	}
	with := traitFile("a_b", "c", plan, "m", "func Execute(m *trait.Molbot) {\n\tm.Turn(math.Pi, 1)\n}")
	if r := sandbox.Vet(with, sandbox.Options{}); !r.OK {
		t.Errorf("vet of a file with math says %+v", r)
	}
}

func FuzzTraitFileStaysOneProgram(f *testing.F) {
	f.Add("seek food", "llama3:8b")
	f.Add("*/ func init() {\n}\r//", "x\ny")
	f.Fuzz(func(t *testing.T, description, model string) {
		plan := genesis.EvolutionPlan{PlanID: "evo_plan_001", Description: description}
		file := traitFile("a_trait", "cycle-main-000001", plan, model, graze)
		parsed, err := parser.ParseFile(token.NewFileSet(), "", file, parser.ParseComments)
		if err != nil || len(parsed.Decls) != 2 || parsed.Name.Name != "a_trait" {
			t.Fatalf("%v: %s", err, file)
		}
	})
}

func TestSnake(t *testing.T) {
	for said, want := range map[string]string{
		"EnergyScavenger": "energy_scavenger", "energy scavenger!": "energy_scavenger",
		"energy-scavenger": "energy_scavenger",
		"HTTPSeeker2":      "httpseeker2", "  _9lives ": "lives", "func": "", "": "", "ы": "", "x": "", "..//etc": "etc",
		strings.Repeat("long_name_", 9): "long_name_long_name_long_name_long_name",
	} {
		got := snake(said)
		if got != want {
			t.Errorf("snake(%q) = %q, want %q", said, got, want)
		}
		if got != "" && !genesis.ValidTrait(got) {
			t.Errorf("snake(%q) = %q, not a trait's name", said, got)
		}
	}
}

func TestReadPlan(t *testing.T) {
	in := genesis.PlanInput{Number: 42, Trigger: genesis.EvolutionTrigger{TriggerID: "evo_trigger_042"}}
	in.Observation.Traits = []genesis.TraitRef{{Name: "forager", Version: 2}, {Name: "napper", Version: 1}}
	plan, err := readPlan(
		"```json\n{\"action_type\":\"new_trait\",\"trait_name\":\"Seek\",\"description\":\"seek  food\"}\n```", in,
	)
	if err != nil || plan.PlanID != "evo_plan_042" || plan.Description != "seek food" ||
		plan.TriggerID != "evo_trigger_042" {
		t.Errorf("%+v, %v", plan, err)
	}
	for said, wants := range map[string]string{
		"rubbish": "not JSON",
		`{"action_type":"explode","description":"x"}`:                                               "action_type",
		`{"action_type":"new_trait"}`:                                                               "no description",
		`{"action_type":"adjust_params","description":"x"}`:                                         "names none",
		`{"action_type":"adjust_params","description":"x","params":{"max_entities":1}}`:             "law of nature",
		`{"action_type":"adjust_params","description":"x","params":{"temperature":900}}`:            "impossible",
		`{"action_type":"adjust_params","description":"x","params":{"temperature":25,"gravity":1}}`: "",
		`{"action_type":"modify_trait","trait_name":"hunter","description":"x"}`: "no trait \"hunter\" " +
			"is loaded; loaded are forager, napper",
		`{"action_type":"modify_trait","trait_name":"graze","description":"x"}`:      "can't be changed",
		`{"action_type":"modify_trait","description":"x"}`:                           "names no trait",
		`{"action_type":"modify_trait","trait_name":"Forager","description":"x"}`:    "",
		`{"action_type":"modify_trait","trait_name":"forager_v2","description":"x"}`: "",
		`{"action_type":"modify_trait","trait_name":"Forager v2","description":"x"}`: "",
		`{"action_type":"impossible","description":"nobody can fly"}`:                "",
	} {
		_, err := readPlan(said, in)
		if (err == nil) != (wants == "") || err != nil && !strings.Contains(err.Error(), wants) {
			t.Errorf("%s: %v, want …%s…", said, err, wants)
		}
	}
	in.Observation.Traits = nil
	if _, err := readPlan(`{"action_type":"modify_trait","trait_name":"hunter","description":"x"}`, in); err == nil ||
		!strings.Contains(err.Error(), "none is loaded yet") {
		t.Errorf("a world without traits: %v", err)
	}
}
