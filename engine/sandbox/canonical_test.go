package sandbox

import (
	"fmt"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/lower"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
)

// canonicalOf is the hash of a source's normal form, without what runs it; "" for one that is refused.
func canonicalOf(source string) string {
	f := vet.New(token.NewFileSet(), []byte(source))
	file := vet.Parse(f, []byte(source))
	if file == nil {
		return ""
	}
	_, info := vet.Types(f, file)
	if len(f.Problems) > 0 {
		return ""
	}
	p, _ := lower.Lower(lower.Input{File: file, Info: info, Fset: f.Fset, TraitPath: vet.TraitPath, Entry: vet.Entry, Depth: DefaultLimits.Depth})
	if p == nil {
		return ""
	}
	return p.Canonical()
}

// TestDifferentProgramsHaveDifferentHashes gives each of many random programs, and each of them with another string in it, and wants no two
// hashes alike, but of programs that do the same. GENESIS_HASHES is how many programs (go tool task fuzz:hashes for 100,000).
func TestDifferentProgramsHaveDifferentHashes(t *testing.T) {
	count := 1000
	if testing.Short() {
		count = 200
	}
	if n, err := strconv.Atoi(os.Getenv("GENESIS_HASHES")); err == nil {
		count = n
	}
	type made struct{ name, source string }
	known, hashed := map[string]func() made{}, 0
	add := func(make func() made) {
		p := make()
		h := canonicalOf(p.source)
		if h == "" {
			return
		}
		hashed++
		if other, found := known[h]; found && !doesTheSame(t, p.source, other().source) {
			t.Errorf("%s and %s have one hash", p.name, other().name)
		}
		known[h] = make // not the source: there are many
	}
	for seed := uint64(1); hashed < count && seed < uint64(4*count); seed++ {
		source := func() string { return fmt.Sprintf(traitHeader, "random") + generate(seed, "") }
		add(func() made { return made{fmt.Sprint("seed ", seed), source()} })
		for i, text := range []string{"(fuel, 1", "(fuel, 2)", "host.Index(fuel, 7", " = ", "return"} {
			if seed%16 == 0 {
				add(func() made {
					return made{fmt.Sprintf("seed %d with text %d", seed, i), strings.Replace(source(), "func Execute(m *trait.Molbot) {\n",
						"func Execute(m *trait.Molbot) {\n\tif texts := \""+text+"\"; texts > \"b\" {\n\t\tm.Eat()\n\t}\n", 1)}
				})
			}
		}
	}
	t.Logf("%d programs, %d hashes", hashed, len(known))
	if hashed < count/2 {
		t.Errorf("only %d programs were accepted", hashed)
	}
}

// doesTheSame reports whether two programs spend the same fuel and want the same of many molbots: what never runs does not count, so
// that two which return at once may be one.
func doesTheSame(t *testing.T, a, b string) bool {
	var all [2][]string
	for i, source := range []string{a, b} {
		in, err := compileForTest(t, source, Limits{}).instance()
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(40) {
			all[i] = append(all[i], outcomes(in, seed, DefaultLimits.Fuel)...)
		}
		in.Close()
	}
	return slices.Equal(all[0], all[1])
}

// TestCanonicalHash wants one hash for the ways to write a program down, and another for each program that does something else.
func TestCanonicalHash(t *testing.T) {
	program := func(body string) string {
		return "package canonical\n\nimport \"" + vet.TraitPath + "\"\n\nfunc Execute(m *trait.Molbot) {\n" + body + "\n}\n"
	}
	same := []string{
		"x := m.Age()\nm.SetMem(0, x*2)", "age := m.Age() // how old\n\n\n\tm.SetMem(0, age * 2)", "const two = 2\nx := m.Age()\nm.SetMem(0, (x * two))",
	}
	for _, body := range same {
		if canonicalOf(program(body)) != canonicalOf(program(same[0])) || canonicalOf(program(body)) == "" {
			t.Errorf("another hash: %s", body)
		}
	}
	hashes := map[string]string{}
	for _, body := range []string{
		same[0], "x := m.Age()\nm.SetMem(0, x*3)", "x := m.Age()\nm.SetMem(1, x*2)", "x := m.Energy()\nm.SetMem(0, x*2)", "x := m.Age()\nm.SetMem(0, x+2)", "m.Eat()", "m.Rest()",
		"for range 3 {\nm.Eat()\n}", "for range 4 {\nm.Eat()\n}", "if m.Age() > 1 {\nm.Eat()\n}", "if m.Age() >= 1 {\nm.Eat()\n}", "if m.Age() > 1 {\n} else {\nm.Eat()\n}",
		"a := [2]int8{1, 2}\nm.SetMem(0, float64(a[0]))", "a := [2]int16{1, 2}\nm.SetMem(0, float64(a[0]))", "a := [3]int8{1, 2}\nm.SetMem(0, float64(a[0]))",
		"x := float32(m.Age())\nm.SetMem(0, float64(x))", "x := int(m.Age())\nm.SetMem(0, float64(x))", "x := int8(int(m.Age()))\nm.SetMem(0, float64(x))",
		"s := \"(fuel, 1\"\ns += \"b\"\nm.SetMem(0, float64(s[0]))", "s := \"(fuel, 2\"\ns += \"b\"\nm.SetMem(0, float64(s[0]))", "s := \"(fuel, 23\"\ns += \"b\"\nm.SetMem(0, float64(s[0]))",
		"if f, ok := m.NearestFood(3); ok {\nm.SetMem(0, f.DX)\n}", "if f, ok := m.NearestFood(3); ok {\nm.SetMem(0, f.DY)\n}", "if f, ok := m.RichestFood(3); ok {\nm.SetMem(0, f.DX)\n}",
		"l := make([]int, 1, 2)\nm.SetMem(0, float64(cap(l)))", "l := make([]int, 1, 3)\nm.SetMem(0, float64(cap(l)))", "l := make([]int, 2, 3)\nm.SetMem(0, float64(len(l)))",
		"x, y := 1, 2\nx, y = y, x\nm.SetMem(x, float64(y))", "x, y := 1, 2\nx = y\ny = x\nm.SetMem(x, float64(y))",
	} {
		h := canonicalOf(program(body))
		if h == "" {
			t.Errorf("refused: %s", body)
		}
		if other, found := hashes[h]; found {
			t.Errorf("one hash for two programs:\n%s\n\n%s", body, other)
		}
		hashes[h] = body
	}
}
