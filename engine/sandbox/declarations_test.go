package sandbox

import (
	"fmt"
	"go/constant"
	"go/importer"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// TestMathIsTheRealOne holds the embedded declarations, and the functions that the interpreter gets, against package math.
func TestMathIsTheRealOne(t *testing.T) {
	actual, err := importer.ForCompiler(token.NewFileSet(), "source", nil).Import("math")
	if err != nil {
		missing(t, "the source of the standard library: "+err.Error())
	}
	ours := declared()[mathPath].Scope()
	for _, name := range actual.Scope().Names() {
		object := actual.Scope().Lookup(name)
		if !object.Exported() || name == "Jn" || name == "Yn" { // their cost grows with their argument
			continue
		}
		own := ours.Lookup(name)
		if own == nil {
			t.Errorf("math.%s is not declared", name)
			continue
		}
		switch object := object.(type) {
		case *types.Const:
			if !constant.Compare(object.Val(), token.EQL, own.(*types.Const).Val()) {
				t.Errorf("math.%s is %v, not %v", name, own.(*types.Const).Val(), object.Val())
			}
		case *types.Func:
			if !types.Identical(object.Type(), own.Type()) {
				t.Errorf("math.%s is %v, not %v", name, own.Type(), object.Type())
			}
			if ir.MathFuncs[name].Call == nil {
				t.Errorf("math.%s has no function behind it", name)
			}
		}
	}
	for _, name := range ours.Names() {
		if actual.Scope().Lookup(name) == nil {
			t.Errorf("math.%s is made up", name)
		}
	}
}

// TestEveryMethodRuns calls every row of the table of methods from a trait of its own, in both runtimes, with zeros.
func TestEveryMethodRuns(t *testing.T) {
	for _, row := range trait.Methods {
		molbot := reflect.TypeFor[*trait.Molbot]()
		method, ok := molbot.MethodByName(row.Name)
		if !ok {
			t.Fatalf("there is no method %s", row.Name)
		}
		var declared, args, results []string
		for i := 1; i < method.Type.NumIn(); i++ {
			name := fmt.Sprintf("a%d", i)
			declared = append(declared, fmt.Sprintf("\tvar %s %s\n", name, method.Type.In(i)))
			args = append(args, name)
		}
		for i := range method.Type.NumOut() {
			results = append(results, fmt.Sprintf("r%d", i))
		}
		call := "m." + row.Name + "(" + strings.Join(args, ", ") + ")\n"
		if len(results) > 0 {
			call = strings.Join(results, ", ") + " := " + call
			for _, r := range results {
				call += "\t_ = " + r + "\n"
			}
		}
		source := fmt.Sprintf("package calls_it\n\nimport %q\n\nfunc Execute(m *trait.Molbot) {\n%s\t%s}\n", traitPath,
			strings.Join(declared, ""), call)
		if r := Vet([]byte(source), Options{}); !r.OK {
			t.Errorf("m.%s: %+v\n%s", row.Name, r.Problems, source)
		}
	}
}

func TestAPITextIsTheAPI(t *testing.T) {
	text := APIText()
	for _, name := range methods() {
		if !strings.Contains(text, "func (m *Molbot) "+name+"(") {
			t.Errorf("m.%s is not in the text", name)
		}
	}
	for _, hidden := range []string{"ref", "fuel", "body", "{ return"} {
		if strings.Contains(text, "\t"+hidden) || strings.Contains(text, hidden+" m.") {
			t.Errorf("%q is in the text", hidden)
		}
	}
	if len(text) > len(trait.APISource) {
		t.Error("the text is longer than the source")
	}
}

func TestEveryCodeIsExplained(t *testing.T) {
	for _, code := range Codes() {
		if text, ok := Explain(code); !ok || len(text) < 30 {
			t.Errorf("%s: %q", code, text)
		}
	}
	for _, folder := range []string{"reject", "attacks"} {
		for name, source := range sources(t, folder) {
			for _, p := range Vet(source, Options{}).Problems {
				if _, ok := Explain(p.Code); !ok {
					t.Errorf("%s: the code %s is not explained", name, p.Code)
				}
			}
		}
	}
}
