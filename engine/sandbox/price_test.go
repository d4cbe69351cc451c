package sandbox

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// TestLargeValuesCost checks that every way to copy or make a large value of any type costs fuel for its words, because
// nothing else bounds its time. A number, a bool, a string or a pointer takes one word, however small it is in Go.
func TestLargeValuesCost(t *testing.T) {
	for _, c := range []struct {
		typ   string
		words int64
	}{
		{"float64", 512}, {"float32", 512}, {"int", 512}, {"int8", 512}, {"uint8", 512}, {"int16", 512}, {"uint32", 512},
		{"uint64", 512}, {"bool", 512},
		{"*int", 512}, {"[4]bool", 2048}, {"struct{ a, b int8 }", 1024},
	} {
		t.Run(c.typ, func(t *testing.T) { largeValuesCost(t, c.typ, c.words) })
	}
}

func largeValuesCost(t *testing.T, typ string, words int64) {
	before := "package large_values\n\nimport \"" + traitPath + "\"\n\ntype part " + strings.Replace(typ, "*", "= *",
		1) + "\n\ntype large struct{ a, b [256]part }\n\n" +
		"func count(list ...large) int { return len(list) }\n\n" +
		"func Execute(m *trait.Molbot) {\n\tvar u, v large\n\tp, q := &u, &v\n\tvar list []large\n\tif m.Age() < 0 " +
		"{\n\t\tlist = make([]large, 2, 3)\n\t}\n\t"
	vet := func(statement string) Report {
		return Vet([]byte(before+statement+"\n\tm.SetMem(0, float64(len(u.a)+len(v.a)+len(p.a)+len(q.a)+len(list)))\n}\n"),
			Options{})
	}
	spent := func(statement string) int64 {
		source := before + statement + "\n\tm.SetMem(0, float64(len(u.a)+len(v.a)+len(p.a)+len(q.a)+len(list)))\n}\n"
		in, err := compileForTest(t, source, exactLimits).instance()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		verdicts := make([]trait.Verdict, 1)
		in.Run([]*trait.Molbot{dummy.Random(1).Molbot(1000)}, verdicts)
		if verdicts[0].Fault != trait.FaultNone {
			t.Fatalf("%s: %+v", statement, verdicts[0])
		}
		return verdicts[0].Fuel
	}
	least := spent("") + words/16
	for _, statement := range []string{
		"v = u", "*p = *q", "*p = v", "p.a, p.b = q.b, q.a", "{\n\t\tvar w large\n\t\tm.SetMem(1, float64(len(w.a)))\n\t}",
		"list = make([]large, 2)\n\tlist[0] = list[1]", "list = make([]large, 1)\n\tlist[0] = large{}", "q = &large{}",
		"q = new(large)", "list = []large{v}",
		"list = append(list, v)", "list = append(list[:0], *p)", "count(v)",
		"list = make([]large, 1)\n\tfor _, w := range list[:1] {\n\t\tm.SetMem(1, float64(len(w.a)))\n\t}",
		"func(w large) { m.SetMem(1, float64(len(w.b))) }(v)", "m.SetMem(1, float64(len(func() large { return v }().a)))",
	} {
		if r := vet(statement); !r.OK && strings.HasPrefix(r.Problems[0].Code, "source.") {
			continue // more than a program may contain
		}
		if got := spent(statement); got < least {
			t.Errorf("%s: %d fuel, want %d", statement, got, least)
		}
	}
}

// TestRunsAllocateLittle checks that no attack allocates much more than its budgets of fuel and bytes allow.
func TestRunsAllocateLittle(t *testing.T) {
	const runs, most = 8, 2 << 20 // in one run: 64 KB of the budget, 320 KB for fuel, and the needs of a runtime
	for name, a := range attacks(t) {
		if !strings.HasPrefix(a.want, "run ") {
			continue
		}
		for _, on := range []Runtime{Yaegi, Auto} {
			in, err := compileForTest(t, string(a.source), Limits{Runtime: on}).instance()
			if err != nil {
				t.Fatal(err)
			}
			batch := crowd(runs)
			for _, m := range batch {
				m.Begin(dummy.Surroundings{Food: true, Molbots: 4}, DefaultLimits.Fuel)
			}
			start := allocated()
			in.Run(batch, make([]trait.Verdict, runs))
			if got := allocated() - start; got > runs*most {
				t.Errorf("%s on %s allocates %d KB a run", name, on, got>>10/runs)
			}
			in.Close()
		}
	}
}
