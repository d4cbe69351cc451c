package sandbox

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// TestLargeValuesCost wants every way to copy or make 4 KB to cost the fuel of its bytes, since nothing else bounds its time.
func TestLargeValuesCost(t *testing.T) {
	const before = "package large_values\n\nimport \"" + traitPath + "\"\n\ntype large struct{ a, b [256]float64 }\n\n" +
		"func count(list ...large) int { return len(list) }\n\n" +
		"func pass(v large, n int) int {\n\tif n > 0 {\n\t\treturn pass(v, n-1)\n\t}\n\treturn 1\n}\n\n" +
		"func Execute(m *trait.Molbot) {\n\tvar u, v large\n\tp, q := &u, new(large)\n\tlist := make([]large, 2, 3)\n\t"
	spent := func(statement string) int64 {
		source := before + statement + "\n\tm.SetMem(0, u.a[0]+v.a[0]+p.a[0]+q.a[0]+float64(len(list)))\n}\n"
		in, err := compileForTest(t, source, Limits{}).instance()
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
	least := spent("") + 4096/32
	for _, statement := range []string{
		"v = u", "*p = *q", "*p = v", "list[0] = list[1]", "list[0] = large{}", "p.a, p.b = q.b, q.a", "{\n\t\tvar w large\n\t\tm.SetMem(1, w.a[1])\n\t}",
		"q = &large{}", "q = new(large)", "list = []large{v}", "list = append(list, v)", "list = append(list[:0], *p)", "count(v)", "pass(v, 0)",
		"for _, w := range list[:1] {\n\t\tm.SetMem(1, w.a[1])\n\t}", "func(w large) { m.SetMem(1, w.b[1]) }(v)",
		"m.SetMem(1, func() large { return v }().a[2])",
	} {
		if got := spent(statement); got < least {
			t.Errorf("%s: %d fuel, want %d", statement, got, least)
		}
	}
}

// TestRunsAllocateLittle wants no attack to allocate much more than its budget of fuel and bytes pays for.
func TestRunsAllocateLittle(t *testing.T) {
	const runs, most = 8, 2 << 20 // most of one run: 64 KB as such, 320 KB for fuel, and what a runtime needs beside
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
