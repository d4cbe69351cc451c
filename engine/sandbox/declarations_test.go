package sandbox

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// TestEveryMethodRuns calls every row of the table of methods with zeros, from a trait of its own and in both runtimes.
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
