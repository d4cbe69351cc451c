package sandbox

import (
	"strings"
	"testing"
)

// TestAdviceFitsTheMistake checks that the advice says what to write instead of the mistake at hand, rather than
// something that fits every mistake.
func TestAdviceFitsTheMistake(t *testing.T) {
	const head = "package advice\n\nimport \"" + traitPath + "\"\n\n"
	for body, want := range map[string]string{
		"break":                                     "within a for loop",
		"switch { case true: fallthrough }":         "leave it out",
		"m.SetMem(0, m.Age() % 3)":                  "math.Mod",
		"m.Energy":                                  "Call it",
		"m.Energy() + 1":                            "leave it out",
		"m.SetMem(0, m.NearestFood(50).DX)":         "food, ok := m.NearestFood(50)",
		"m.SetMem(0, float64(m.Age() << 2))":        "Shift integers",
		"const c = m.Age()":                         "use a variable",
		"switch 1 { case 1: case 1: }":              "one of the two cases",
		"x := m.Eat(); m.SetMem(0, x)":              "a statement of its own",
		"_ = _":                                     "give the variable a name",
		"L: for range 3 {}":                         "break L",
		"for range 3 { break L }":                   "right before the loop",
		"while m.Age() > 3 { m.Eat() }":             "for x < 3",
		"int n = 3":                                 "n := 1",
		"n := 1; n := 2; m.SetMem(n, 1)":            "= in place of :=",
		"if m.Age() { m.Eat() }":                    "Compare",
		"a := [3]int{}; m.SetMem(a[5], 1)":          "an index from 0",
		"x := m.Age() > 3 ? 1 : 2":                  "Go has no ?:",
		"m.SetMem(0, 1 / 0)":                        "never 0",
		"var b int8 = 300; m.SetMem(0, float64(b))": "does not fit its type",
	} {
		r := Vet([]byte(head+"func Execute(m *trait.Molbot) {\n\t"+body+"\n}\n"), Options{})
		if r.OK || len(r.Problems) == 0 {
			t.Errorf("%s: accepted", body)
			continue
		}
		if p := r.Problems[0]; !strings.Contains(p.Advice, want) {
			t.Errorf("%s: %s: %s\n\tadvice %q, want %q in it", body, p.Code, p.Message, p.Advice, want)
		}
	}
	r := Vet([]byte(head+"var a = b + 1\n\nvar b = a\n\nfunc f[T comparable](x T) {}\n\n"+
		"func Execute(m *trait.Molbot) { m.SetMem(0, float64(a)) }\n"), Options{})
	for _, p := range r.Problems {
		if strings.Contains(p.Advice, "Make the types fit") {
			t.Errorf("%s: advice %q", p.Message, p.Advice)
		}
	}
}
