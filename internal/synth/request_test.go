package synth

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis"
)

const planSchema = `{"type":"object","properties":{"action_type":{"type":"string",
"enum":["new_trait","modify_trait","adjust_params"]},"trait_name":{"type":"string"},"description":{"type":"string"},
"params":{"type":"object","properties":{"resource_spawn_rate":{"type":"number"}},"additionalProperties":false}},
"required":["action_type","trait_name","description"]}`

func chatOf(system, user string) *api.ChatRequest {
	return &api.ChatRequest{Model: Model, Messages: []api.Message{{Role: "system", Content: system},
		{Role: "user", Content: user}}}
}

const coderSystem = "You are the Coder of an artificial-life world. Write the function only: no package, no code fence."

const coderUser = "Problem: starvation\nTrait: keen_forager\nAction: new_trait\n" +
	`Plan: {"plan_id":"p","trigger_id":"t","action_type":"new_trait","description":"A molbot with this trait seeks the nearest food.",` +
	`"trait_name":"keen_forager"}` + "\nCycle: cycle-main-000007, program 2\n\n## Kept traits\nThey proved useful in " +
	"this world.\n\n" +
	"### bold_settler_v1: keeps to fertile ground\n```go\n" + `func Execute(m *trait.Molbot) {
	if m.SinceMeal() > 40 {
		rise := m.FertilityGradient()
		m.ThrustToward(rise.DX, rise.DY, 0.6)
	}
}` + "\n```\n\n## Worked examples\n\n### graze: go to the nearest food\n```go\n" + `func Execute(m *trait.Molbot) {
	if food, ok := m.NearestFood(60); ok {
		m.ThrustToward(food.DX, food.DY, 0.7)
		m.Eat()
	}
}` + "\n```\n\n## Your last program was refused\n" + `  1  func Execute(m *trait.Molbot) {
  2  	if m.Daylight() < 0.2 {
  3  		m.Brake()
  4  	}
  5  }` + "\n\nWhat is wrong:\n- line 2: it is dark\n"

func TestReadCoderPrompt(t *testing.T) {
	r := readChat(chatOf(coderSystem, coderUser), 1)
	if r.plan || r.fenced || r.problem != genesis.ProblemStarvation || r.action != genesis.ActionNewTrait ||
		r.trait != "keen_forager" || !strings.Contains(r.about, "nearest food") {
		t.Fatalf("read %+v", r)
	}
	if len(r.kept) != 1 || r.kept[0].name != "bold_settler_v1" || !r.kept[0].whole || len(r.examples) != 1 ||
		len(r.tried) != 1 {
		t.Fatalf("kept %+v\nexamples %+v\ntried %+v", r.kept, r.examples, r.tried)
	}
	if again := readChat(chatOf(coderSystem, strings.Replace(coderUser, "program 2", "program 3", 1)),
		1); again.seed == r.seed {
		t.Fatal("another attempt has the same seed")
	}
}

func TestProblemIn(t *testing.T) {
	for text, want := range map[string]genesis.Problem{
		"Problem: low_diversity\nstarvation was before": genesis.ProblemLowDiversity,
		`{"problem_type": "overpopulation"}`:            genesis.ProblemOverpopulation,
		"The world suffers from starvation.":            genesis.ProblemStarvation,
		"Problem: low diversity":                        genesis.ProblemLowDiversity,
		"make something nice":                           genesis.ProblemManual,
	} {
		if got := problemIn(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestPlansObeyTheSchema(t *testing.T) {
	actions := map[genesis.ActionType]int{}
	names := map[string]bool{}
	for _, problem := range problems {
		for i := range 60 {
			user := "Problem: " + string(problem) + "\nCycle: " + strings.Repeat("x", i) + "\n- resource_spawn_rate: 0.05\n" +
				"## Loaded traits\n- graze v1, 20 bearers: eats\n- bold_settler v2, 8 bearers: keeps to fertile ground\n"
			in := chatOf("You are the Architect of it", user)
			in.Format = json.RawMessage(planSchema)
			r := readChat(in, 1)
			if !r.plan {
				t.Fatal("not read as a plan")
			}
			var plan struct {
				ActionType  genesis.ActionType `json:"action_type"`
				TraitName   string             `json:"trait_name"`
				Description string             `json:"description"`
				Params      map[string]float64 `json:"params"`
			}
			text := answerPlan(r)
			d := json.NewDecoder(strings.NewReader(text))
			d.DisallowUnknownFields()
			if err := d.Decode(&plan); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			actions[plan.ActionType]++
			if plan.Description == "" {
				t.Fatalf("no description: %s", text)
			}
			switch plan.ActionType {
			case genesis.ActionAdjustParams:
				value, ok := plan.Params["resource_spawn_rate"]
				if !ok || genesis.CheckParam("resource_spawn_rate", value) != nil || value == .05 {
					t.Fatalf("params: %s", text)
				}
			case genesis.ActionModifyTrait:
				if plan.TraitName != "bold_settler" {
					t.Fatalf("modifies what synth did not write: %s", text)
				}
			case genesis.ActionNewTrait:
				names[plan.TraitName] = true
				theme := themeOf(plan.TraitName, "", Genome{})
				if !theme.named(plan.TraitName) || !strings.Contains(plan.Description, theme.about) {
					t.Fatalf("name and description differ: %s", text)
				}
			}
		}
	}
	if actions[genesis.ActionNewTrait] < 150 || actions[genesis.ActionModifyTrait] == 0 ||
		actions[genesis.ActionAdjustParams] == 0 {
		t.Errorf("actions: %v", actions)
	}
	if len(names) < 100 {
		t.Errorf("only %d names in %d plans", len(names), actions[genesis.ActionNewTrait])
	}
}

func TestPlanFollowsAPersonsWords(t *testing.T) {
	hits := 0
	for i := range 20 {
		r := readChat(chatOf("You are the Architect", "Problem: manual\nReason: let them sleep at night and rest "+
			"more\nCycle: "+
			strings.Repeat("y", i)), 3)
		var plan genesis.EvolutionPlan
		if err := json.Unmarshal([]byte(answerPlan(r)), &plan); err != nil {
			t.Fatal(err)
		}
		if name := themeOf(plan.TraitName, "", Genome{}).name; name == "rest" || name == "rhythm" {
			hits++
		}
	}
	if hits < 14 {
		t.Errorf("%d of 20 plans follow the wish", hits)
	}
}

func TestFillOddSchemas(t *testing.T) {
	for _, schema := range []string{`"json"`, `{}`, `{"type":"object"}`,
		`{"type":"array","minItems":2,"items":{"type":"string"}}`,
		`{"type":"object","properties":{"a":{"type":"integer","minimum":3},"b":{"anyOf":[{"type":"boolean"}]}},"required":["a","b"]}`,
		`{"type":["null","string"]}`, `17`} {
		r := request{plan: true, schema: json.RawMessage(schema)}
		if text := answerPlan(r); !json.Valid([]byte(text)) {
			t.Errorf("%s: answered %s", schema, text)
		}
	}
}

// TestThePastCounts asks for plans after earlier plans of a kind have failed or succeeded.
func TestThePastCounts(t *testing.T) {
	share := func(outcome string) (n int) {
		for seed := range uint64(200) {
			r := read("You are the Architect", "Problem: starvation\n## Tried lately\n"+
				strings.Repeat("- "+outcome+": keen_forager: it seeks the nearest food\n", 3), "", nil, nil, seed)
			if chooseTheme(r, rand.New(rand.NewPCG(seed, 1))).name == "forage" {
				n++
			}
		}
		return n
	}
	failed, none, kept := share("rejected"), share("queued"), share("applied")
	if failed >= none || none >= kept {
		t.Errorf("of 200 plans, %d forage after failures, %d without a past, %d after successes", failed, none, kept)
	}
}
