package vet

import (
	"go/token"
	"slices"
	"strings"
	"testing"
)

const head = "package x1\n\nimport \"" + TraitPath + "\"\n\n"

// found returns the codes of the problems of a source, and its messages and advice as text.
func found(t *testing.T, source string) (codes []string, said string) {
	t.Helper()
	f := New(token.NewFileSet(), []byte(source))
	file := Parse(f, []byte(source))
	if file == nil {
		t.Fatalf("%+v\n%s", f.Problems, source)
	}
	if Allow(f, file, true); len(f.Problems) == 0 {
		Types(f, file)
	}
	for _, p := range f.Problems {
		codes = append(codes, p.Code)
		said += p.Message + " | " + p.Advice + "\n"
	}
	for _, p := range f.Warnings {
		said += "warning " + p.Message + " | " + p.Advice + "\n"
	}
	return codes, said
}

// TestAllAtOnce checks that problems of several steps are reported together.
func TestAllAtOnce(t *testing.T) {
	source := "package x1\n\nimport (\n\t\"math/rand\"\n\n\t\"" + TraitPath + "\"\n)\n\nvar count int\n\nfunc Execute(m " +
		"*trait.Molbot) {\n\tdefer m.Eat()\n" +
		"\tcount++\n\tunused := rand.Float64()\n\tm.Graze()\n\tvar f float64 = \"x\"\n\tm.Turn(f, 1)\n}\n"
	codes, said := found(t, source)
	slices.Sort(codes)
	want := []string{"import.forbidden", "statement.defer", "type.mismatch", "undefined", "unused.variable", "var.package"}
	if !slices.Equal(codes, want) {
		t.Errorf("got %v, want %v\n%s", codes, want, said)
	}
	codes, _ = found(t, "package x1\n\nimport \""+TraitPath+"\"\n\nfunc Run(m *trait.Molbot) {\n\tgo m.Eat()\n}\n")
	if !slices.Contains(codes, "contract.execute") || !slices.Contains(codes, "statement.go") {
		t.Errorf("got %v", codes)
	}
	huge := "package x1\n\nconst a = \"" + strings.Repeat("x", 2000) + "\"\n\nfunc Execute() { defer a() }\n"
	if codes, _ := found(t, huge); !slices.Contains(codes, "constant.large") ||
		slices.Contains(codes, "contract.execute") {
		t.Errorf("go/types saw what it should not: %v", codes)
	}
}

func TestAdvice(t *testing.T) {
	for body, want := range map[string]string{
		"kin, _ := m.NearestKin(9)\n\tif kin == nil {\n\t\tm.Eat()\n\t}": "ok says whether there is one",
		"m.Mem(0)++":                         "m.SetMem(0, m.Mem(0)+1)",
		"m.Mem(1) = 2":                       "m.SetMem(0, m.Mem(0)+1)",
		"m.Energy() = 5":                     "can't be set",
		"m.Turn(rand.Float64(), 1)":          "m.Rand()",
		"m.Turn(time.Now(), 1)":              "m.Age()",
		"m.Turn(1/2, 1)":                     "warning 1 / 2 is 0",
		"x := 3.0 * (1 / 3)\n\tm.Turn(x, 1)": "warning 1 / 3 is 0",
	} {
		if _, said := found(t, head+"func Execute(m *trait.Molbot) {\n\t"+body+"\n}\n"); !strings.Contains(said, want) {
			t.Errorf("%s\n%s lacks %s", body, said, want)
		}
	}
	for _, fine := range []string{"m.Turn(1.0/2, 1)", "m.Turn(4/2, 1)", "i := 7 / 2\n\tm.SetMem(i, 1)"} {
		if codes, said := found(t, head+"func Execute(m *trait.Molbot) {\n\t"+fine+"\n}\n"); len(codes) > 0 ||
			strings.Contains(said, "warning") && fine[0] == 'm' {
			t.Errorf("%s: %s", fine, said)
		}
	}
}

func TestMendsNumbers(t *testing.T) {
	for body, want := range map[string]string{
		"n := 3\n\tm.Crowd(n)":                                               "m.Crowd(float64(n))",
		"n := 3\n\tm.Turn(m.Rand()*n, 1)":                                    "m.Rand()*float64(n)",
		"n := 3\n\tif m.Energy() > n {\n\t\tm.Eat()\n\t}":                    "m.Energy() > float64(n)",
		"x, n := 1.5, 2\n\tx += n\n\tm.Turn(x, 1)":                           "x += float64(n)",
		"n := 3\n\tvar x float64 = n + 1\n\tm.Turn(x, 1)":                    "= float64(n + 1)",
		"for i := range 3 {\n\t\tm.Turn(i, 1)\n\t}":                          "m.Turn(float64(i), 1)",
		"x := 0.5\n\tfor i := range 3 {\n\t\tx = i * x\n\t}\n\tm.Turn(x, 1)": "x = float64(i) * x",
	} {
		out, mends := Mend([]byte(head + "func Execute(m *trait.Molbot) {\n\t" + body + "\n}\n"))
		if codes, said := found(t, string(out)); !strings.Contains(string(out), want) || len(codes) > 0 ||
			!strings.Contains(strings.Join(mends, ";"), "to float64") {
			t.Errorf("%s\n%s%v %s", body, out, mends, said)
		}
	}
}
