package synth

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

func TestRulesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := genomes().Draw(t, "genome")
		if !acting(g) {
			t.Skip("a program that does nothing is refused as rules")
		}
		var said any
		if err := json.Unmarshal([]byte(g.JSON()), &said); err != nil {
			t.Fatal(err)
		}
		back, mends, err := ReadRules(said)
		if diff := cmp.Diff(g, back); diff != "" || err != nil {
			t.Fatalf("%v, mends %v; written and read back (-want +got):\n%s\n%s", err, mends, diff, g.JSON())
		}
	})
}

func TestRuleWordsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, words := range [][]string{senseWords[1:], flagWords[1:], thingWords[1:], verbWords()} {
		for _, w := range words {
			if w == "" || w != plainWord(w) || seen[w] {
				t.Errorf("word %q", w)
			}
			seen[w] = true
		}
	}
	for other, word := range aliases {
		if !seen[word] || seen[other] {
			t.Errorf("alias %q of %q", other, word)
		}
	}
}

// anAnswer returns a random value that obeys a schema, as a model without any understanding would.
func anAnswer(r *rand.Rand, schema any) any {
	s := schema.(map[string]any)
	if options, ok := s["anyOf"].([]any); ok {
		return anAnswer(r, options[r.IntN(len(options))])
	}
	if words, ok := s["enum"].([]any); ok {
		return words[r.IntN(len(words))]
	}
	if word, ok := s["const"]; ok {
		return word
	}
	switch s["type"] {
	case "object":
		out := map[string]any{}
		required := map[string]bool{}
		names, _ := s["required"].([]any)
		for _, name := range names {
			required[name.(string)] = true
		}
		for name, of := range s["properties"].(map[string]any) {
			if required[name] || r.IntN(2) == 0 {
				out[name] = anAnswer(r, of)
			}
		}
		return out
	case "array":
		low, high := int(s["minItems"].(float64)), int(s["maxItems"].(float64))
		list := []any{}
		for range low + r.IntN(high-low+1) {
			list = append(list, anAnswer(r, s["items"]))
		}
		return list
	case "boolean":
		return r.IntN(2) == 0
	case "number":
		return []float64{0, 1, -1, .5, r.Float64(), r.NormFloat64(), 100 * r.NormFloat64(), math.Copysign(0, -1), 1e300,
			-1e300, 5e-324,
			float64(r.Int64()), 1e15 * r.NormFloat64()}[r.IntN(13)]
	}
	panic("a schema that this test does not know")
}

// TestAnswersThatObeyTheSchemaVet checks that every answer that obeys the schema is a program or is rejected with a
// reason.
func TestAnswersThatObeyTheSchemaVet(t *testing.T) {
	var schema any
	if err := json.Unmarshal(RulesSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	if text := string(RulesSchema()); strings.Index(text, `"when":`) > strings.Index(text, `"then":`) ||
		!strings.Contains(text, `"properties":{"do":`) {
		t.Errorf("what decides does not come first: %.200s", text)
	}
	const n = 1000
	r := rand.New(rand.NewPCG(16, 16))
	vetted, refused := 0, 0
	for range n {
		said := anAnswer(r, schema)
		text, err := json.Marshal(said)
		if err != nil {
			t.Fatal(err)
		}
		g, _, err := ReadRules(said)
		if err != nil {
			if refused++; !strings.Contains(err.Error(), "no rule in it does anything") {
				t.Errorf("%v\n%s", err, text)
			}
			continue
		}
		source := file(g.Source(""))
		if report := sandbox.Vet([]byte(source), sandbox.Options{}); report.OK {
			vetted++
		} else {
			t.Errorf("%+v\n%s\n%s", report.Problems, text, source)
		}
		if back, whole := Parse(source); !whole || !back.equal(g) {
			t.Errorf("it is not read back\n%s", source)
		}
	}
	t.Logf("of %d random answers that obey the schema, %d vet and %d are refused with a reason", n, vetted, refused)
	if vetted < n*95/100 {
		t.Errorf("%d of %d vet", vetted, n)
	}
}

func TestOddRules(t *testing.T) {
	const eats = `when the energy is below 50 %: eat`
	for said, want := range map[string]string{
		`{"rules":[{"when":[{"sense":"energy","is":"below","than":0.5}],"then":[{"do":"eat"}]}]}`:      eats,
		`{"rules":[{"when":{"sense":"Energy","is":"<","than":"50%"},"then":"eat"}]}`:                   eats,
		`{"Rules":[{"if":["energy < 0.5"],"then":["EAT"]}]}`:                                           eats,
		`[{"when":[{"sense":"energy","is":"less than","than":50}],"actions":[{"action":"eat"}]}]`:      eats,
		`{"when":[{"sense":"enrgy","is":"under","than":0.5}],"do":"eat"}`:                              eats,
		`{"rules":{"when":[{"sense":"energy","is":"below","than":"0.5"}],"then":[{"do":"eat"},null]}}`: eats,
		`{"rules":[{"when":[{"sense":"sees_food","is":"true"}],"then":[{"do":"go_to","what":"unicorn"}]}]}`: "when the " +
			"nearest food is within 60 px: " +
			"head for the nearest food at 70 % effort",
		`{"rules":[{"when":["!sees_food"],"then":[{"do":"wander","effort":40}]}]}`: "when no food is within 60 " +
			"px: wander, turning by up to 0.5 rad, at 40 % effort",
		`{"rules":[{"when":[],"then":[{"do":"attack","what":"food"}]}],"look_within":25}`: "when the nearest molbot is " +
			"within 25 px: attack the nearest molbot",
		`{"rules":[{"when":[{"sense":"energy","is":"above","than":"age"}],"then":["rest"]}]}`: "when the energy is above the age: rest",
	} {
		var v any
		if err := json.Unmarshal([]byte(said), &v); err != nil {
			t.Fatal(said, err)
		}
		g, _, err := ReadRules(v)
		if err != nil {
			t.Errorf("%s: %v", said, err)
			continue
		}
		if got := g.Rules[0].words(g.Reach); got != want {
			t.Errorf("%s\n got %s\nwant %s", said, got, want)
		}
	}
	for said, want := range map[string]string{
		`null`:                       "no \"rules\"",
		`"eat"`:                      "no \"rules\"",
		`{"rules":[]}`:               "no rule in it does anything",
		`{"rules":{"one":{"do":1}}}`: "must be a list",
		`{"rules":[{"when":[],"then":[{"do":"teleport"}]}]}`:                                         `there is no action "teleport"`,
		`{"rules":[{"when":[{"sense":"wifi_signal","is":"above","than":1}],"then":[{"do":"eat"}]}]}`: `there is no sense "wifi_signal"`,
		`{"rules":[1,"x",null,[],{"stop":true}]}`:                                                    "is no rule",
	} {
		var v any
		if err := json.Unmarshal([]byte(said), &v); err != nil {
			t.Fatal(said, err)
		}
		if g, _, err := ReadRules(v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %+v; want %s", said, err, g, want)
		}
	}
}
