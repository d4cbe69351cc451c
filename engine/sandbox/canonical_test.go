package sandbox

import (
	"fmt"
	"go/token"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/lower"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/yaegi"
)

// canonicalOf returns the hash of a source's normal form without running it, or "" for a source that is rejected.
func canonicalOf(source string) string {
	if p := loweredOf(source); p != nil {
		return p.Canonical()
	}
	return ""
}

func loweredOf(source string) *ir.Program {
	f := vet.New(token.NewFileSet(), []byte(source))
	file := vet.Parse(f, []byte(source))
	if file == nil {
		return nil
	}
	_, info := vet.Types(f, file)
	if len(f.Problems) > 0 {
		return nil
	}
	p, _ := lower.Lower(
		lower.Input{
			File: file, Info: info, Fset: f.Fset, TraitPath: vet.TraitPath, Entry: vet.Entry, Depth: DefaultLimits.Depth,
		},
	)
	return p
}

var (
	declared = regexp.MustCompile(`(?m)^var (v[0-9]+) (.*)\n`)
	line     = regexp.MustCompile(`host\.Ask\(([0-9]+), fuel, [0-9]+`)
	numbered = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\b[vL][0-9]+d?\b`)
)

// canonicalText prints a program as the Go that the interpreter gets, with variables and labels numbered by their first
// use and without source lines. It shares no code with the hash, so each of them shows where the other one equates too
// much or too little.
func canonicalText(p *ir.Program) string {
	types := map[string]string{}
	text := declared.ReplaceAllStringFunc(yaegi.Print(p, yaegi.Nothing), func(s string) string {
		m := declared.FindStringSubmatch(s)
		types[m[1]] = m[2]
		return ""
	})
	names, used := map[string]string{}, ""
	text = numbered.ReplaceAllStringFunc(line.ReplaceAllString(text, "host.Ask($1, fuel, 0"), func(s string) string {
		if s[0] == '"' {
			return s
		}
		if names[s] == "" {
			names[s] = fmt.Sprintf("%c%d", s[0], len(names))
			used += names[s] + " " + types[s] + "\n"
		}
		return names[s]
	})
	return text + used
}

// corpusOf returns the programs for a seed of the corpus: a random one, and several with one more string in it.
func corpusOf(seed uint64) (sources []string) {
	source := fmt.Sprintf(traitHeader, "random") + generate(seed, "")
	sources = append(sources, source)
	if seed%16 == 0 {
		for _, text := range []string{"(fuel, 1", "(fuel, 2)", "host.Index(fuel, 7", " = ", "return"} {
			sources = append(sources, strings.Replace(source, "func Execute(m *trait.Molbot) {\n",
				"func Execute(m *trait.Molbot) {\n\tif texts := \""+text+"\"; texts > \"b\" {\n\t\tm.Eat()\n\t}\n", 1))
		}
	}
	return sources
}

// TestDifferentProgramsHaveDifferentHashes hashes many random programs and expects equal hashes only for programs with
// the same text in normal form. For some of them it also expects equal hashes for equal texts. GENESIS_HASHES sets the
// number of programs (go tool task fuzz:hashes runs 100,000).
func TestDifferentProgramsHaveDifferentHashes(t *testing.T) {
	const bothWays = 1000 // seeds whose texts are kept
	count := 1000
	if testing.Short() {
		count = 200
	}
	if n, err := strconv.Atoi(os.Getenv("GENESIS_HASHES")); err == nil {
		count = n
	}
	type made struct {
		seed uint64
		i    int
	}
	textOf := func(p made) string { return canonicalText(loweredOf(corpusOf(p.seed)[p.i])) }
	var (
		next, hashed atomic.Int64
		mu           sync.Mutex
		workers      sync.WaitGroup
		again        int
		byHash       = map[string]made{}
		byText       = map[string]string{}
		start        = time.Now()
	)
	add := func(p made, source string) {
		lowered := loweredOf(source)
		if lowered == nil {
			return
		}
		hashed.Add(1)
		h, text := lowered.Canonical(), ""
		if p.seed < bothWays {
			text = canonicalText(lowered)
		}
		mu.Lock()
		other, found := byHash[h]
		byHash[h] = p
		if before := byText[text]; text != "" && before != "" && before != h {
			t.Errorf("%+v has the text of another program, and another hash", p)
		}
		if text != "" {
			byText[text] = h
		}
		if found {
			again++
		}
		if n := len(byHash); n%10_000 == 0 {
			fmt.Printf("%d hashes of %d seeds, %v\n", n, next.Load(), time.Since(start).Round(time.Second))
		}
		mu.Unlock()
		switch {
		case !found:
		case textOf(p) != textOf(other):
			t.Errorf("%+v and %+v are different programs with one hash", p, other)
		default:
			t.Logf("%+v and %+v are one program in normal form", p, other)
		}
	}
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := next.Add(1); hashed.Load() < int64(count) && seed < int64(4*count); seed = next.Add(1) {
				for i, source := range corpusOf(uint64(seed)) {
					add(made{uint64(seed), i}, source)
				}
			}
		})
	}
	workers.Wait()
	t.Logf("%d programs, %d hashes, %d programs that were there before", hashed.Load(), len(byHash), again)
	if hashed.Load() < int64(count) {
		t.Errorf("only %d programs were accepted", hashed.Load())
	}
}

// TestCanonicalHash expects one hash for all ways to write the same program, and a different hash for every program
// that does something else.
func TestCanonicalHash(t *testing.T) {
	program := func(body string) string {
		return "package canonical\n\nimport \"" + vet.TraitPath + "\"\n\nfunc Execute(m *trait.Molbot) {\n" + body + "\n}\n"
	}
	same := []string{
		"x := m.Age()\nm.SetMem(0, x*2)", "age := m.Age() // how old\n\n\n\tm.SetMem(0, age * 2)",
		"const two = 2\nx := m.Age()\nm.SetMem(0, (x * two))",
	}
	for _, body := range same {
		if canonicalOf(program(body)) != canonicalOf(program(same[0])) || canonicalOf(program(body)) == "" {
			t.Errorf("another hash: %s", body)
		}
	}
	hashes := map[string]string{}
	for _, body := range []string{
		same[0], "x := m.Age()\nm.SetMem(0, x*3)", "x := m.Age()\nm.SetMem(1, x*2)", "x := m.Energy()\nm.SetMem(0, x*2)",
		"x := m.Age()\nm.SetMem(0, x+2)", "m.Eat()", "m.Rest()",
		"for range 3 {\nm.Eat()\n}", "for range 4 {\nm.Eat()\n}", "if m.Age() > 1 {\nm.Eat()\n}",
		"if m.Age() >= 1 {\nm.Eat()\n}", "if m.Age() > 1 {\n} else {\nm.Eat()\n}",
		"a := [2]int8{1, 2}\nm.SetMem(0, float64(a[0]))", "a := [2]int16{1, 2}\nm.SetMem(0, float64(a[0]))",
		"a := [3]int8{1, 2}\nm.SetMem(0, float64(a[0]))",
		"x := float32(m.Age())\nm.SetMem(0, float64(x))", "x := int(m.Age())\nm.SetMem(0, float64(x))",
		"x := int8(int(m.Age()))\nm.SetMem(0, float64(x))",
		"s := \"(fuel, 1\"\ns += \"b\"\nm.SetMem(0, float64(s[0]))", "s := \"(fuel, 2\"\ns += \"b\"\nm.SetMem(0, " +
			"float64(s[0]))", "s := \"(fuel, 23\"\ns += \"b\"\nm.SetMem(0, float64(s[0]))",
		"if f, ok := m.NearestFood(3); ok {\nm.SetMem(0, f.DX)\n}",
		"if f, ok := m.NearestFood(3); ok {\nm.SetMem(0, f.DY)\n}",
		"if f, ok := m.RichestFood(3); ok {\nm.SetMem(0, f.DX)\n}",
		"l := make([]int, 1, 2)\nm.SetMem(0, float64(cap(l)))", "l := make([]int, 1, 3)\nm.SetMem(0, float64(cap(l)))",
		"l := make([]int, 2, 3)\nm.SetMem(0, float64(len(l)))",
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

// TestCanonicalFormEquates checks what the comment of ir.Program.Canonical says: which pairs are the same program in
// normal form, by hash and by text.
func TestCanonicalFormEquates(t *testing.T) {
	program := func(source string) string {
		before, body, declared := strings.Cut(source, "---\n")
		if !declared {
			before, body = "", source
		}
		return "package canonical\n\nimport \"" + vet.TraitPath + "\"\n\n" + before + "func Execute(m *trait.Molbot) {\n" +
			body + "\n}\n"
	}
	const eat, setAge = "m.Eat()", "x := m.Age()\nm.SetMem(0, x)"
	for _, c := range []struct {
		name, a, b string
		one        bool
	}{
		{"names and layout", "x := m.Age()\nm.SetMem(0, x*2)", "age := m.Age() // how old\n\n\n\tm.SetMem(0, (age) * 2)",
			true},
		{"blocks", "{\nm.Eat()\n}", eat, true},
		{"literals", "m.SetMem(0, 0.5)", "const half = 5e-1\nm.SetMem(0x0, half)", true},
		{"named types", "type age float64\n---\nx := age(m.Age())\nm.SetMem(0, float64(x))", setAge, true},
		{"structs of the same fields", "type p struct{ a, b float64 }\n---\nv := p{a: m.Age()}\nm.SetMem(0, v.a)",
			"type q struct {\n\tx float64\n\ty float64\n}\n---\nv := q{x: m.Age()}\nm.SetMem(0, v.x)", true},
		{"structs of other fields", "type p struct{ a, b float64 }\n---\nv := p{a: m.Age()}\nm.SetMem(0, v.a)",
			"type p struct{ a, b, c float64 }\n---\nv := p{a: m.Age()}\nm.SetMem(0, v.a)", false},
		{"increments", "n := int(m.Age())\nn++\nm.SetMem(n, 1)", "n := int(m.Age())\nn = n + 1\nm.SetMem(n, 1)", true},
		{"zeros", "var x float64\nm.SetMem(0, x)", "x := 0.0\nm.SetMem(0, x)", true},
		{"else if", "n := int(m.Age())\nif n == 1 {\nm.Eat()\n} else if n == 2 {\nm.Rest()\n}",
			"n := int(m.Age())\nif n == 1 {\nm.Eat()\n} else {\nif n == 2 {\nm.Rest()\n}\n}", true},
		{"a function in place", "func f(m *trait.Molbot, x float64) { m.SetMem(0, x) }\n---\nf(m, m.Age())", setAge, true},
		{"a closure in place", "f := func(x float64) { m.SetMem(0, x) }\nf(m.Age())", setAge, true},
		{"a function that nobody calls", "func f() {}\n---\nm.Eat()", eat, true},
		{"after a return", "m.Eat()\nreturn\nm.Rest()", "m.Eat()\nreturn", true},
		{"a return at the end", "m.Eat()\nreturn", eat, true},
		{"a return at the end of a function", "func f(m *trait.Molbot, n int) {\nif n > 0 {\nf(m, " +
			"n-1)\n}\nreturn\n}\n---\nf(m, 2)",
			"func f(m *trait.Molbot, n int) {\nif n > 0 {\nf(m, n-1)\n}\n}\n---\nf(m, 2)", true},
		{"a return before the end", "if m.Age() > 1 {\nreturn\n}\nm.Eat()", "if m.Age() > 1 {\n}\nm.Eat()", false},
		{"constant conditions", "if 1 > 2 {\nm.Rest()\n}\nm.Eat()", eat, true},
		{"a switch and its ifs", "n := int(m.Age())\nswitch n {\ncase 1:\nm.Eat()\ndefault:\nm.Rest()\n}",
			"n := int(m.Age())\nif n == 1 {\nm.Eat()\n} else {\nm.Rest()\n}", false},
		{"a range and its for", "for i := range 3 {\nm.SetMem(i, 1)\n}", "for i := 0; i < 3; i++ {\nm.SetMem(i, 1)\n}",
			false},
		{"the order of statements", "m.Eat()\nm.Brake()", "m.Brake()\nm.Eat()", false},
		{"int and int64", "n := int64(m.Age())\nm.SetMem(int(n), 1)", "n := int(m.Age())\nm.SetMem(n, 1)", false},
		{"a variable that nobody reads", "x := 1.0\n_ = x\nm.Eat()", eat, false},
	} {
		a, b := loweredOf(program(c.a)), loweredOf(program(c.b))
		if a == nil || b == nil {
			t.Fatalf("%s: refused", c.name)
		}
		if byHash, byText := a.Canonical() == b.Canonical(), canonicalText(a) == canonicalText(b); byHash != c.one ||
			byText != c.one {
			t.Errorf("%s: one program by hash %v, by text %v, want %v", c.name, byHash, byText, c.one)
		}
	}
}
