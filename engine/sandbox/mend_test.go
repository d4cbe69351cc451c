package sandbox

import (
	"strings"
	"testing"
)

func TestMend(t *testing.T) {
	const head = "package mended\n\nimport \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n"
	for _, c := range []struct{ name, in, out, mend string }{
		{"fence", "Here it is:\n```go\n" + head + "func Execute(m *trait.Molbot) { m.Eat() }\n```\nEnjoy!",
			head + "func Execute(m *trait.Molbot) { m.Eat() }\n", "fence"},
		{"prose", "Sure! This trait eats.\n\n// Mended: eats.\n" + head +
			"func Execute(m *trait.Molbot) {\n\tm.Eat()\n}\n\nIt eats.",
			"// Mended: eats.\n" + head + "func Execute(m *trait.Molbot) {\n\tm.Eat()\n}\n", "prose"},
		{"unused import",
			"package mended\n\nimport (\n\t\"fmt\"\n\t\"github.com/ai-genesis/ai-genesis/engine/trait\"\n)\n\nfunc Execute(m " +
				"*trait.Molbot) { m.Eat() }\n",
			"", `removed the unused import of "fmt"`},
		{"missing imports", "package mended\n\nfunc Execute(m *trait.Molbot) { m.SetMem(1, math.Pi) }\n", "",
			`added the import of "math"`},
		{"wrong path", "package mended\n\nimport \"ai-genesis/engine/trait\"\n\nfunc Execute(m *trait.Molbot) " +
			"{\n\tm.Eat()\n}\n",
			head + "func Execute(m *trait.Molbot) {\n\tm.Eat()\n}\n", "corrected the import"},
		{"wrong path beside the right one", "package mended\n\nimport " +
			"(\n\t\"engine/trait\"\n\t\"github.com/ai-genesis/ai-genesis/engine/trait\"\n)\n\nfunc Execute(m *trait.Molbot) " +
			"{\n\tm.Eat()\n}\n",
			"", "repeated import"},
		{"unused variable", head + "func Execute(m *trait.Molbot) {\n\tx := m.Rand()\n\tm.Eat()\n}\n",
			head + "func Execute(m *trait.Molbot) {\n\t_ = m.Rand()\n\tm.Eat()\n}\n", "unused variable x"},
		{"one of two", head + "func Execute(m *trait.Molbot) {\n\tf, ok := m.NearestFood(9)\n\tif ok " +
			"{\n\t\tm.Eat()\n\t}\n}\n",
			head + "func Execute(m *trait.Molbot) {\n\t_, ok := m.NearestFood(9)\n\tif ok {\n\t\tm.Eat()\n\t}\n}\n",
			"unused variable f"},
		{"assigned only", head + "func Execute(m *trait.Molbot) {\n\tvar x float64\n\tx = m.Rand()\n}\n",
			head + "func Execute(m *trait.Molbot) {\n\n\t_ = m.Rand()\n}\n", "unused variable x"},
		{"range", head + "func Execute(m *trait.Molbot) {\n\tfor i, v := range []int{1} {\n\t\tm.Eat()\n\t}\n}\n",
			head + "func Execute(m *trait.Molbot) {\n\tfor range []int{1} {\n\t\tm.Eat()\n\t}\n}\n", "unused variable"},
		{"closure", head + "func Execute(m *trait.Molbot) {\n\tf := func() {}\n\tm.Eat()\n}\n",
			head + "func Execute(m *trait.Molbot) {\n\n\tm.Eat()\n}\n", "unused variable f"},
		{"mark and line ends", "\xef\xbb\xbf" + strings.ReplaceAll(head, "\n", "\r\n") +
			"func Execute(m *trait.Molbot) { m.Eat() }\r\n", "", "byte order mark"},
		{"unformatted", head + "func Execute(m *trait.Molbot) {\nm.Eat() }\n", head +
			"func Execute(m *trait.Molbot) {\n\tm.Eat()\n}\n", "gofmt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, mends := Mend([]byte(c.in))
			if c.out != "" && string(out) != c.out {
				t.Errorf("got\n%s\nwant\n%s", out, c.out)
			}
			if !strings.Contains(strings.Join(mends, "; "), c.mend) {
				t.Errorf("mends %q lack %q", mends, c.mend)
			}
			if r := Vet(out, Options{}); !r.OK {
				t.Errorf("still refused: %+v", r.Problems)
			}
			if again, mends := Mend(out); len(mends) > 0 || string(again) != string(out) {
				t.Errorf("a second mend did %q", mends)
			}
		})
	}
}

func TestMendLeavesWhatItCannotRepair(t *testing.T) {
	for _, source := range []string{"", "no code at all", "package x\n\nfunc {", strings.Repeat("(", 100_000), "\xff\xfe",
		graze} {
		if out, mends := Mend([]byte(source)); string(out) != source || len(mends) > 0 {
			t.Errorf("%.40q became %.80q: %q", source, out, mends)
		}
	}
}
