package activities

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// model answers every question with answer and records the last one.
func model(t *testing.T, answer func() string) (url string, asked *string) {
	asked = new(string)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Messages []struct{ Content string }
		}
		_ = json.NewDecoder(r.Body).Decode(&in)
		*asked = in.Messages[1].Content
		_ = json.NewEncoder(w).Encode(
			map[string]any{"model": "tiny", "message": map[string]string{"content": answer()}, "done": true},
		)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// asking returns the steps that ask the model tiny at an address.
func asking(stores *Stores, address string) (*LLM, error) {
	models, err := NewModels(ModelOptions{Mode: "ollama", Model: "tiny", Ollama: address})
	return NewLLM(stores, models), err
}

// environment runs activities as a worker would.
func environment(t *testing.T) *testsuite.TestActivityEnvironment {
	var suite testsuite.WorkflowTestSuite
	return suite.NewTestActivityEnvironment()
}

func TestPlanNamesTheTrait(t *testing.T) {
	b := newBench(t)
	b.saved(b.source("seeker", "1"))
	stores := NewStores(b.url)
	defer stores.Close()
	loaded := []genesis.TraitRef{{Name: "seeker", Version: 1, MutationID: "mut_seeker_v1"}}
	for said, want := range map[string]string{
		`{"action_type":"new_trait","trait_name":"NightOwl","description":"d"}`:    "night_owl",
		`{"action_type":"new_trait","trait_name":"Seeker","description":"d"}`:      "seeker_2", // the name is taken
		`{"action_type":"new_trait","trait_name":"graze","description":"d"}`:       "graze_2",  // by an ancestor
		`{"action_type":"modify_trait","trait_name":"seeker","description":"d"}`:   "seeker",
		`{"action_type":"new_trait","trait_name":"42!","description":"Eat a lot"}`: "eat_a_lot",
		`{"action_type":"new_trait","trait_name":"","description":"ы"}`:            "nameless",
	} {
		url, asked := model(t, func() string { return said })
		steps, err := asking(stores, url)
		if err != nil {
			t.Fatal(err)
		}
		env := environment(t)
		env.RegisterActivity(steps.Plan)
		value, err := env.ExecuteActivity(steps.Plan, genesis.PlanInput{
			WorldRef: here, Number: 7, Trigger: genesis.EvolutionTrigger{ProblemType: genesis.ProblemStarvation},
			Observation: genesis.Observation{Traits: loaded},
		})
		if err != nil {
			t.Fatal(err)
		}
		var out genesis.PlanResult
		if err := value.Get(&out); err != nil || out.Plan.TraitName != want || out.Model != "tiny" ||
			out.Plan.PlanID != "evo_plan_007" {
			t.Errorf("%s: %+v, %v; want the name %s", said, out, err, want)
		}
		if !strings.Contains(*asked, "Problem: starvation") || !strings.Contains(*asked, "- seeker v1") {
			t.Errorf("asked %s", *asked)
		}
		if prompt, err := b.Store.Blob(t.Context(), out.Prompt); err != nil ||
			!strings.HasPrefix(string(prompt), "You are the Architect") {
			t.Errorf("kept prompt: %v", err)
		}
	}
}

func TestCodeLearnsAndIsWrapped(t *testing.T) {
	b := newBench(t)
	out := b.saved(b.source("seeker", "1"))
	m, _ := b.Store.Mutation(t.Context(), out.MutationID)
	m.Status = genesis.StatusApplied
	if err := b.Store.SaveMutation(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	stores := NewStores(b.url)
	defer stores.Close()
	url, asked := model(t, func() string { return "Here you are:\n```go\n" + graze + "\n```" })
	steps, err := asking(stores, url)
	if err != nil {
		t.Fatal(err)
	}
	env := environment(t)
	env.RegisterActivity(steps.Code)
	value, err := env.ExecuteActivity(steps.Code, genesis.CodeInput{
		WorldRef: here, Plan: genesis.EvolutionPlan{PlanID: "evo_plan_001", TraitName: "forager", Description: "seek"},
		Attempt: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	var code genesis.CodeResult
	if err := value.Get(&code); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(*asked, "## Kept traits") || !strings.Contains(*asked, "m.Turn(1, 0.1)") ||
		!strings.Contains(*asked, "## Worked examples") {
		t.Errorf("asked\n%s", *asked)
	}
	vet := NewCycles(stores, sandbox.Options{}, nil)
	checked, err := vet.Vet(t.Context(), genesis.VetInput{WorldRef: here, Source: code.Source, TraitName: "forager"})
	if err != nil || !checked.OK || checked.Duplicate != "" {
		t.Errorf("vet: %+v, %v", checked, err)
	}
	if wrong, err := vet.Vet(t.Context(), genesis.VetInput{WorldRef: here, Source: code.Source,
		TraitName: "other"}); err != nil ||
		wrong.OK {
		t.Errorf("vet under another name: %+v, %v", wrong, err)
	}
	known := m
	known.ID, known.TraitName, known.CycleID = "mut_known_v1", "known", "cycle-main-000009"
	known.CanonicalHash, known.Signature = "other", checked.Signature
	if err := b.Store.SaveMutation(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	again := genesis.VetInput{WorldRef: here, Source: code.Source, TraitName: "forager"}
	again.CycleID = "cycle-main-000010"
	if alike, err := vet.Vet(t.Context(), again); err != nil || alike.Similar != "mut_known_v1" || alike.Distance != 0 {
		t.Errorf("vet of a program that acts like a known one: %+v, %v", alike, err)
	}
	again.ByHand = &genesis.EvolutionPlan{}
	if checkWorld, err := vet.Vet(t.Context(), again); err != nil || checkWorld.Similar != "" ||
		checkWorld.Signature == "" {
		t.Errorf("vet of a person's program: %+v, %v", checkWorld, err)
	}
	known.CanonicalHash = checked.CanonicalHash
	if err := b.Store.SaveMutation(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	if twin, err := vet.Vet(t.Context(), genesis.VetInput{WorldRef: here, Source: code.Source,
		TraitName: "forager"}); err != nil ||
		twin.Duplicate != "mut_known_v1" {
		t.Errorf("vet of a known program: %+v, %v", twin, err)
	}
}

func TestModelFailuresHaveTypes(t *testing.T) {
	b := newBench(t)
	stores := NewStores(b.url)
	defer stores.Close()
	url, _ := model(t, func() string { return "I am a teapot" })
	for address, want := range map[string]string{url: genesis.FailLLMMalformed,
		"http://127.0.0.1:1": genesis.FailLLMAbsent} {
		steps, err := asking(stores, address)
		if err != nil {
			t.Fatal(err)
		}
		env := environment(t)
		env.RegisterActivity(steps.Plan)
		_, err = env.ExecuteActivity(steps.Plan, genesis.PlanInput{WorldRef: here})
		if e, ok := errors.AsType[*temporal.ApplicationError](err); !ok || e.Type() != want {
			t.Errorf("%s: %v, want type %s", address, err, want)
		}
	}
}

func TestTrialStep(t *testing.T) {
	b := newBench(t)
	o, err := b.observe(t.Context(), here)
	if err != nil {
		t.Fatal(err)
	}
	stores := NewStores(b.url)
	defer stores.Close()
	steps := NewTrials(stores, sandbox.New(sandbox.DefaultLimits))
	env := environment(t)
	env.RegisterActivity(steps.Trial)
	value, err := env.ExecuteActivity(steps.Trial, genesis.TrialInput{
		WorldRef: here, Fork: o.Fork, Source: b.source("spinner", "2").Source, TraitName: "spinner", Version: 1, Seed: 3,
		Ticks: 120, Adoption: 0.5,
	})
	if err != nil {
		t.Fatal(err)
	}
	var r genesis.TrialResult
	if err := value.Get(&r); err != nil || !r.Sound || r.Calls == 0 || r.Treated.MolbotTime == 0 ||
		r.Control.MolbotTime == 0 {
		t.Errorf("%+v, %v", r, err)
	}
}
