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
		"break":                                                 "within a for loop",
		"switch { case true: fallthrough }":                     "leave it out",
		"m.SetMem(0, m.Age() % 3)":                              "math.Mod",
		"m.Energy":                                              "Call it",
		"m.Energy() + 1":                                        "leave it out",
		"m.SetMem(0, m.NearestFood(50).DX)":                     "food, ok := m.NearestFood(50)",
		"m.SetMem(0, float64(m.Age() << 2))":                    "Shift integers",
		"const c = m.Age()":                                     "use a variable",
		"switch 1 { case 1: case 1: }":                          "one of the two cases",
		"x := m.Eat(); m.SetMem(0, x)":                          "a statement of its own",
		"_ = _":                                                 "give the variable a name",
		"L: for range 3 {}":                                     "break L",
		"for range 3 { break L }":                               "right before the loop",
		"while m.Age() > 3 { m.Eat() }":                         "for x < 3",
		"int n = 3":                                             "n := 1",
		"n := 1; n := 2; m.SetMem(n, 1)":                        "= in place of :=",
		"if m.Age() { m.Eat() }":                                "Compare",
		"a := [3]int{}; m.SetMem(a[5], 1)":                      "an index from 0",
		"x := m.Age() > 3 ? 1 : 2":                              "Go has no ?:",
		"m.SetMem(0, 1 / 0)":                                    "never 0",
		"var b int8 = 300; m.SetMem(0, float64(b))":             "does not fit its type",
		"len := 3; m.SetMem(0, float64(len(\"a\")))":            "hides Go's own function",
		"max := m.MaxEnergy(); m.SetMem(0, max(m.Energy(), 1))": "hides Go's own function",
		"m := 3.0; m.SetMem(0, m)":                              "= in place of :=",
		"m = 3.0":                                               "m is the molbot",
		"v := []float64{1}; m.SetMem(0, max(v...))":             "one by one",
		"for i, v := range 3 { m.SetMem(i, v) }":                "one variable",
		"var n int = 1.5; m.SetMem(n, 1)":                       "leave the fraction out",
		"n := int(2.7); m.SetMem(n, 1)":                         "leave the fraction out",
		"m.SetMem(0, float64(m.CanBreed()))":                    "if ok { x = 1 }",
		"if m.CanBreed() + 1 > 1 { m.Eat() }":                   "if ok { x = 1 }",
		"s := \"a\" + 3; _ = s":                                 "do not mix",
		"s := string(3.5); _ = s":                               "do not become strings",
		"if m.Energy < 10 { m.Eat() }":                          "parentheses",
		"return 3":                                              "Execute declares none",
		"m.SetMem(0, m.Energy().twice())":                       "no methods or fields",
		"food, _ := m.NearestFood(9); m.SetMem(0, food.X)":      "food.DX",
		"n := 3; var a [n]int; m.SetMem(n, float64(a[0]))":      "make([]float64, n)",
		"a, b := []int{1}, []int{1}; if a == b { m.Eat() }":     "in a loop",
		"a := []int{1}; append(a, 2)":                           "list = append(list, x)",
		"a := [2]int{}; a = append(a, 1)":                       "takes a slice",
		"m.SetMem(0, float64(len(3)))":                          "len is of slices",
		"a := make([]int); _ = a":                               "Give the length",
		"a := make(trait.Vector); _ = a":                        "Only slices",
		"a := []int{1}; delete(a, 0)":                           "list[i+1:]",
		"x := 1; p := &x; p++":                                  "*p++",
		"m.SetMem(0, m.Age() ** 2)":                             "math.Pow",
		"x := 1; if x = 2 { m.Eat() }":                          "==",
		"x := 1; y := x++; _ = y":                               "statement of its own",
		"x := 1\n++x":                                           "statement of its own",
		"for i := 0, i < 3, i++ { m.Eat() }":                    "semicolons",
		"for x in range(3) { m.Eat() }":                         "for i := range 3",
		"s := 'hello'":                                          "double quotes",
		"s := \"a\nb\"":                                         "backquotes",
		"if not m.CanBreed() { m.Eat() }":                       "! for not",
		"if m.CanBreed() and m.Age() > 3 { m.Eat() }":           "&& for and",
		"m.SetMem(0, 08)":                                       "leave the 0 out",
		"func help() { m.Eat() }\nhelp()":                       "help := func()",
		"if m.Age() > 3 m.Eat()":                                "braces",
		"var x := 3":                                            "var x = 1",
		"f := (x) => x * 2":                                     "func(x float64) float64",
		"package other":                                         "one package line",
		"if m == null { return }":                               "food, ok :=",
		"self.Eat()":                                            "m.Eat()",
		"m.SetMem(0, abs(-1))":                                  "math.Abs",
		"m.SetMem(0, energy())":                                 "m.Energy",
		"s := strconv.Itoa(3); _ = s":                           "m.SetMem",
		"var mu sync.Mutex; mu.Lock()":                          "one thread",
		"err := errors.New(\"x\"); _ = err":                     "return a bool",
		"panic(\"no energy\")":                                  "ends with return",
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
	for declaration, want := range map[string]string{
		"func (m *trait.Molbot) hungry() bool { return false }":                       "write a function",
		"func (x float64) twice() float64 { return 2 * x }":                           "write a function",
		"type c struct{ n int }\nfunc (v *c) add() { v.n++ }\nfunc f() { c{}.add() }": "into a variable first",
		"type c struct{ n int }\nfunc (v c) n() int { return 1 }":                     "another name",
		"func f() int { return 1, 2 }":                                                "as many values",
		"func Execute(m *trait.Molbot) {}":                                            "Leave one of the two out",
		"func f() { math := 3.0; _ = math.Sqrt(2) }":                                  "hides the package",
	} {
		r := Vet([]byte(head+declaration+"\n\nfunc Execute(m *trait.Molbot) { m.Eat() }\n"), Options{})
		if r.OK || !strings.Contains(r.Problems[0].Advice, want) {
			t.Errorf("%s: %+v, want advice with %q", declaration, r.Problems, want)
		}
	}
	for path, want := range map[string]string{
		"math/rand": "m.Rand()", "time": "m.Age()", "sort": "in a loop", "slices": "in a loop", "sync": "one thread",
		"fmt": "m.SetMem", "errors": "bool beside", "unsafe": "&x", "math/cmplx": "two float64", "cmp": "for the types",
		"os": "engine/trait",
	} {
		r := Vet([]byte("package advice\n\nimport (\n\t\""+path+"\"\n\t\""+traitPath+"\"\n)\n\n"+
			"func Execute(m *trait.Molbot) { m.Eat() }\n"), Options{})
		if r.OK || r.Problems[0].Code != "import.forbidden" || !strings.Contains(r.Problems[0].Advice, want) {
			t.Errorf("import %q: %+v, want advice with %q", path, r.Problems, want)
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
