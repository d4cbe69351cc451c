package activities

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

const eatRules = `{"rules":[{"when":[{"sense":"energy","is":"below","than":0.5}],"then":[{"do":"go_to","what":"food","effort":0.5},{"do":"eat"}]}]}`

// coding runs the step Code in one form and vets the result.
func coding(t *testing.T, b *bench, steps *LLM, in genesis.CodeInput) (genesis.CodeResult, genesis.VetResult) {
	t.Helper()
	env := environment(t)
	env.RegisterActivity(steps.Code)
	in.Plan.TraitName = "forager"
	value, err := env.ExecuteActivity(steps.Code, in)
	if err != nil {
		t.Fatal(err)
	}
	var code genesis.CodeResult
	if err := value.Get(&code); err != nil {
		t.Fatal(err)
	}
	stores := NewStores(b.url)
	defer stores.Close()
	checked, err := NewCycles(stores, sandbox.Options{}, nil).Vet(t.Context(),
		genesis.VetInput{WorldRef: in.WorldRef, Source: code.Source, TraitName: "forager"})
	if err != nil {
		t.Fatal(err)
	}
	return code, checked
}

func TestRulesBecomeAProgram(t *testing.T) {
	b := newBench(t)
	stores := NewStores(b.url)
	defer stores.Close()
	answers := []string{"I can't.", `{"rules":[{"when":[],"then":[{"do":"fly"}]}]}`, eatRules}
	url, asked := model(t, func() string {
		said := answers[0]
		if len(answers) > 1 {
			answers = answers[1:]
		}
		return said
	})
	models, err := NewModels(ModelOptions{Mode: "ollama", Model: "tiny", Ollama: url, Form: "rules"})
	if err != nil {
		t.Fatal(err)
	}
	code, checked := coding(t, b, NewLLM(stores, models),
		genesis.CodeInput{WorldRef: here, Attempt: 1, UserRequest: "let them eat"})
	if code.Form != "rules" || code.Model != "tiny" || !checked.OK {
		t.Errorf("%+v, %+v", code, checked)
	}
	source, err := b.Store.Blob(t.Context(), code.Source)
	if err != nil || !strings.Contains(string(source), "m.NearestFood(60)") ||
		!strings.Contains(string(source), "model tiny · rules") {
		t.Errorf("%v\n%s", err, source)
	}
	if !strings.Contains(*asked, "Wish of the person who asked: let them eat") ||
		!strings.Contains(*asked, `{"do":"eat"}`) {
		t.Errorf("asked %s", *asked)
	}
	answers = []string{"no"} // three times
	code, checked = coding(t, b, NewLLM(stores, models),
		genesis.CodeInput{WorldRef: here, Attempt: 2, Previous: code.Source, Feedback: "eat less"})
	if code.Form != "rules" || checked.OK {
		t.Errorf("an answer that is none: %+v, %+v", code, checked)
	}
	if !strings.Contains(*asked, `"effort":0.5`) || !strings.Contains(*asked, "eat less") {
		t.Errorf("the last program is not shown as rules: %s", *asked)
	}
}

// TestAutoTakesWhatTheModelDoesBetter: a model whose first three programs in Go all fail vet is asked for rules.
func TestAutoTakesWhatTheModelDoesBetter(t *testing.T) {
	b := newBench(t)
	stores := NewStores(b.url)
	defer stores.Close()
	url, _ := model(t, func() string { return eatRules })
	models, err := NewModels(ModelOptions{Mode: "ollama", Model: "tiny", Ollama: url, Form: "auto"})
	if err != nil {
		t.Fatal(err)
	}
	steps := NewLLM(stores, models)
	forms := map[string]int{}
	for n := 1; n <= 24; n++ {
		ref := genesis.WorldRef{World: "main", CycleID: genesis.CycleID("main", n)}
		who, err := models.arm(t.Context(), b.Store, ref.CycleID, "")
		if err != nil {
			t.Fatal(err)
		}
		if n == 1 && who.rules {
			t.Error("it begins with rules")
		}
		if again, err := models.arm(t.Context(), b.Store, ref.CycleID, ""); err != nil || again != who {
			t.Errorf("cycle %d: %+v, then %+v (%v)", n, who, again, err)
		}
		form, p := "", genesis.Program{Attempt: 1, Asked: &genesis.ModelExchange{Model: "tiny"}}
		if who.rules {
			form, p.Vetted, p.Passed = "rules", true, true
		}
		p.Asked.Form = form
		forms[form]++
		c := genesis.Cycle{ID: ref.CycleID, World: "main", Outcome: genesis.OutcomeRejected, Programs: []genesis.Program{p}}
		if err := b.Store.SaveCycle(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if forms["rules"] < 14 || forms[""] < 3 {
		t.Errorf("asked for %v", forms)
	}
	if code, _ := coding(t, b, steps, genesis.CodeInput{WorldRef: here, Model: "tiny"}); code.Form != "" {
		t.Errorf("the first cycle was asked for Go and goes on with %q", code.Form)
	}
}

func TestSeveralModels(t *testing.T) {
	b := newBench(t)
	m, err := NewModels(
		ModelOptions{Mode: "ollama", Model: "a", Others: []string{"b", "c"}, Ollama: "http://127.0.0.1:1", Form: "go"},
	)
	if err != nil {
		t.Fatal(err)
	}
	m.others["b"] = true
	asked := map[string]int{}
	for n := range 40 {
		who, err := m.arm(t.Context(), b.Store, genesis.CycleID("main", n+1), "")
		if err != nil || who.rules {
			t.Fatal(who, err)
		}
		asked[who.model]++
	}
	if asked[""] < 8 || asked["b"] < 8 || asked["c"] != 0 {
		t.Errorf("asked %v; the usual one goes as \"\", c is not there", asked)
	}
	if who, err := m.arm(t.Context(), b.Store, "cycle-main-000099", "chosen"); err != nil || who.model != "chosen" {
		t.Errorf("a person's choice: %+v, %v", who, err)
	}
}
