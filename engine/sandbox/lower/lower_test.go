package lower_test

import (
	"fmt"
	"go/token"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/lower"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/yaegi"
)

// lowered lowers a trait with the given body of Execute, which follows any declarations and a line "---". Problems are
// returned as code and line.
func lowered(t *testing.T, source string) (p *ir.Program, problems []string) {
	t.Helper()
	before, body, declared := strings.Cut(source, "---\n")
	if !declared {
		before, body = "", source
	}
	text := []byte("package p\n\nimport \"" + vet.TraitPath + "\"\n\n" + before +
		"func Execute(m *trait.Molbot) {\n" + body + "\n}\n")
	f := vet.New(token.NewFileSet(), text)
	file := vet.Parse(f, text)
	if file == nil {
		t.Fatalf("%+v", f.Problems)
	}
	_, info := vet.Types(f, file)
	if len(f.Problems) > 0 {
		t.Fatalf("%+v", f.Problems)
	}
	p, found := lower.Lower(lower.Input{
		File: file, Info: info, Fset: f.Fset, TraitPath: vet.TraitPath, Entry: vet.Entry, Depth: 8,
	})
	for _, problem := range found {
		problems = append(problems, fmt.Sprint(problem.Code, " ", f.Fset.Position(problem.Pos).Line))
	}
	return p, problems
}

// body returns the body of p as the Go that the interpreter gets, on one line.
func body(p *ir.Program) string {
	_, text, _ := strings.Cut(yaegi.Print(p, yaegi.Nothing), "\ndepth = 0\n")
	text, _, _ = strings.Cut(text, "continue B\n}\n}\n")
	return strings.TrimSuffix(strings.NewReplacer("{\n", "{ ", "\n}", " }", "\n", "; ").Replace(text), "; ")
}

// TestLowers shows the typed form of the Go constructs that traits use.
func TestLowers(t *testing.T) {
	for source, want := range map[string]string{
		"m.Eat()":                                  "host.Eat()",
		"x := m.Age()\nx++\nm.SetMem(0, x)":        "v1 = s[2]; v2 = v1; v2 = v2 + 1.0; host.SetMem(0, v2)",
		"const a = 2\nm.SetMem(a-1, a*0.25)":       "host.SetMem(1, 0.5)",
		"if 1 > 2 {\nm.Rest()\n}\nm.Eat()\nreturn": "host.Eat()",
		"for i := range 3 {\nm.SetMem(i, 1)\n}": "v1 = 3; v2 = 0; for { if v2 >= v1 { break }; v3 = v2; " +
			"host.SetMem(v3, 1.0); v2 = v2 + 1 }",
		"if m.Age() > 1 && m.Energy() < 5 {\nm.Eat()\n}": "v2 = s[2]; v1 = v2 > 1.0; " +
			"if v1 { v3 = s[0]; v1 = v3 < 5.0 }; if v1 { host.Eat() }",
		"n := int(m.Age())\nm.SetMem(0, float64(10/n))": "v1 = s[2]; v2 = int(v1); v3 = v2; " +
			"if v3 == 0 { fuel = host.Ask(3, fuel, 7, 0, 0, 0, 0); continue B }; " +
			"v4 = 10 / v3; v5 = float64(v4); host.SetMem(0, v5)",
		"x := 1.0\np := &x\n*p = 2\nm.SetMem(0, x)": "v1 = 1.0; v2 = make([]float64, 1); v2[0] = v1; v3 = &v2[0]; " +
			"if v3 == nil { fuel = host.Ask(4, fuel, 8, 0, 0, 0, 0); continue B }; *v3 = 2.0; host.SetMem(0, v2[0])",
		"type v struct{ x, y float64 }\nfunc (a v) sum() float64 { return a.x + a.y }\n---\n" +
			"m.SetMem(0, v{1, m.Age()}.sum())": "v1 = s[2]; " +
			"v2 = T0{F0: 1.0, F1: v1}; v3 = v2; v5 = v3.F0 + v3.F1; v4 = v5; host.SetMem(0, v4)",
		"func f(m *trait.Molbot, n int) {\nif n > 0 {\nf(m, n-1)\n}\n}\n---\nf(m, 3)": "depth = depth + 1; " +
			"if depth > 8 { fuel = host.Ask(1, fuel, 11, 0, 0, 0, 0); continue B }; f0(3); " +
			"if fuel < 0 { continue B }; depth = depth - 1",
	} {
		p, problems := lowered(t, source)
		if p == nil {
			t.Errorf("%s: refused: %+v", source, problems)
			continue
		}
		if got := body(p); got != want {
			t.Errorf("%s\nis lowered to %s\nwant          %s", source, got, want)
		}
		priced(t, source, p.Body.Body)
	}
}

// priced checks that each instruction costs fuel.
func priced(t *testing.T, source string, list []*ir.Stmt) {
	t.Helper()
	for _, s := range list {
		if s.Kind == ir.Do && s.Price < 1 {
			t.Errorf("%s: an instruction of line %d is free", source, s.Line)
		}
		priced(t, source, s.Body)
		priced(t, source, s.Else)
	}
}

// TestRefuses lists constructs that have no typed form, each with the code and the line of its problem.
func TestRefuses(t *testing.T) {
	for source, want := range map[string]string{
		"f := func() {}\ng := f\ng()":                            "func.value 7",
		"var x any = 1\n_ = x":                                   "type.interface 6",
		"x := map[int]int{}\n_ = x":                              "type.map 6",
		"n := m\nn.Eat()\nvar o trait.Molbot\n_ = o":             "handle.kept 8",
		"x := [300]int{}\n_ = x":                                 "type.large 6",
		"func f[T any](x T) T { return x }\n---\n_ = f(m.Age())": "generic 5",
	} {
		p, problems := lowered(t, source)
		if p != nil || len(problems) == 0 {
			t.Errorf("%s: not refused", source)
			continue
		}
		if problems[0] != want {
			t.Errorf("%s: %v, want %s", source, problems, want)
		}
	}
}
