package sandbox

import (
	"fmt"
	"io"
	"reflect"
	"testing"
	"testing/fstest"
	"time"

	"github.com/traefik/yaegi/interp"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/yaegi"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// The programs of the benchmarks: steering, a loop with a helper, and calls of the host.
var benchmarks = []struct{ name, source string }{
	{"A", `package bench_a

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	hunger := 1 - m.Energy()/m.MaxEnergy()
	dx, dy := 1.0, 0.5
	if hunger > 0.3 {
		dx = dx*hunger + 0.1
		dy = dy * (1 - hunger)
	}
	effort := dx*dx + dy*dy
	if effort > 1 {
		effort = 1
	}
	m.ThrustToward(dx, dy, effort)
}
`},
	{"B", `package bench_b

import "github.com/ai-genesis/ai-genesis/engine/trait"

func weigh(i int, v float64) float64 {
	if i%2 == 0 {
		return v * 0.5
	}
	return v + 1
}

func Execute(m *trait.Molbot) {
	sum := m.Energy()
	for i := 0; i < 8; i++ {
		sum = weigh(i, sum)
	}
	m.SetMem(0, sum)
}
`},
	{"C", `package bench_c

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	food, ok := m.NearestFood(60)
	if ok {
		m.ThrustToward(food.DX, food.DY, m.Rand())
		m.Eat()
	}
}
`},
	{"Large", forty},
}

// forty is a trait of forty lines, as a model would write it.
const forty = `//go:build ignore

// Forager: balances hunger, company and comfort.
package forager

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const (
	restless = 0.25
	crowded  = 6
)

func urgency(m *trait.Molbot) float64 {
	share := m.Energy() / m.MaxEnergy()
	return math.Max(0, math.Min(1, 1.2-share))
}

func Execute(m *trait.Molbot) {
	need := urgency(m)
	if need < restless && m.CanBreed() {
		m.Reproduce(0.4)
		return
	}
	radius := m.SenseRadius() * (0.4 + 0.6*need)
	if food, ok := m.RichestFood(radius); ok && food.Fit > 0.3 {
		m.ThrustToward(food.DX, food.DY, need)
		if food.Distance < 6 {
			m.Eat()
		}
		return
	}
	if m.Crowd(40) > crowded {
		if other, ok := m.NearestMolbot(40); ok {
			m.ThrustToward(-other.DX, -other.DY, 0.6)
			return
		}
	}
	turn := 0.2 * math.Sin(m.Age()/30)
	m.Turn(turn, 0.3+0.4*need)
}
`

// budget is the time of a whole tick, which traits on one core could use up.
const budget = 14 * time.Millisecond

func crowd(n int) []*trait.Molbot {
	batch := make([]*trait.Molbot, n)
	for i := range batch {
		batch[i] = dummy.Random(uint64(i)).Molbot(1 << 40)
	}
	return batch
}

// BenchmarkCall prints the cost of one run on one molbot in batches of 64.
func BenchmarkCall(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			in := load(b, c.source, Limits{})
			runBatches(b, in.Run)
		})
	}
}

func runBatches(b *testing.B, run func([]*trait.Molbot, []trait.Verdict)) time.Duration {
	batch := crowd(64)
	verdicts := make([]trait.Verdict, len(batch))
	b.ReportAllocs()
	for b.Loop() {
		for _, m := range batch {
			m.Begin(dummy.Surroundings{Food: true, Molbots: 3}, 1<<40)
		}
		run(batch, verdicts)
	}
	each := b.Elapsed() / time.Duration(b.N*len(batch))
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(batch)), "ns/molbot")
	b.ReportMetric(float64(budget/max(each, 1)), "calls/budget")
	return each
}

// BenchmarkMetering prints how much time counting fuel adds to a program, compared with the same lowered program
// without the counts and with the original source in plain Yaegi.
func BenchmarkMetering(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			p := compileForTest(b, c.source, Limits{Runtime: Yaegi})
			metered, err := p.instance()
			if err != nil {
				b.Fatal(err)
			}
			plain := *p
			plain.text = func() string { return yaegi.Print(p.lowered, yaegi.Nothing) }
			unmetered, err := plain.instance()
			if err != nil {
				b.Fatal(err)
			}
			raw := rawYaegi(b, c.source)
			batch := crowd(64)
			verdicts := make([]trait.Verdict, len(batch))
			least := [3]time.Duration{time.Hour, time.Hour, time.Hour} // the least disturbed of many short measurements
			for b.Loop() {
				for i, run := range []func([]*trait.Molbot, []trait.Verdict){metered.Run, unmetered.Run, raw} {
					for _, m := range batch {
						m.Begin(dummy.Surroundings{Food: true, Molbots: 3}, 1<<40)
					}
					start := time.Now()
					run(batch, verdicts)
					least[i] = min(least[i], time.Since(start))
				}
			}
			b.ReportMetric(float64(least[0])/float64(least[1]), "×unmetered")
			b.ReportMetric(float64(least[0])/float64(least[2]), "×raw")
			b.ReportMetric(float64(least[0])/64, "ns/molbot")
			b.ReportMetric(float64(least[2])/64, "raw-ns/molbot")
		})
	}
}

func mathFuncs() map[string]reflect.Value {
	values := map[string]reflect.Value{}
	for name, f := range ir.MathFuncs {
		values[name] = reflect.ValueOf(f.Call)
	}
	return values
}

// rawYaegi runs a source unchanged, with one call for each molbot.
func rawYaegi(t testing.TB, source string) func([]*trait.Molbot, []trait.Verdict) {
	t.Helper()
	i := interp.New(interp.Options{SourcecodeFilesystem: fstest.MapFS{}, Stderr: io.Discard})
	err := i.Use(interp.Exports{
		"math/math": mathFuncs(),
		traitPath + "/trait": {
			"Molbot": reflect.ValueOf((*trait.Molbot)(nil)), "Food": reflect.ValueOf((*trait.Food)(nil)),
			"Neighbor": reflect.ValueOf((*trait.Neighbor)(nil)), "Vector": reflect.ValueOf((*trait.Vector)(nil)),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := i.Eval(source); err != nil {
		t.Fatal(err)
	}
	r := Vet([]byte(source), Options{})
	v, err := i.Eval(r.TraitName + "." + entry)
	if err != nil {
		t.Fatal(err)
	}
	call := v.Interface().(func(*trait.Molbot))
	return func(batch []*trait.Molbot, _ []trait.Verdict) {
		for _, m := range batch {
			call(m)
		}
	}
}

func BenchmarkVet(b *testing.B) {
	source := []byte(forty)
	best := time.Hour
	for b.Loop() {
		start := time.Now()
		if r := Vet(source, Options{}); !r.OK {
			b.Fatal(r.Problems)
		}
		best = min(best, time.Since(start))
	}
	b.ReportMetric(best.Seconds()*1000, "best-ms")
}

func BenchmarkLoad(b *testing.B) {
	p := compileForTest(b, forty, Limits{})
	for b.Loop() {
		in, err := p.instance()
		if err != nil {
			b.Fatal(err)
		}
		in.Close()
	}
}

func BenchmarkFault(b *testing.B) {
	for _, c := range []struct{ name, body string }{
		{"panic", "xs := []float64{}\n\tm.SetMem(0, xs[int(m.Age())])"},
		{"fuel", "for m.Age() >= 0 {\n\t}"},
	} {
		b.Run(c.name, func(b *testing.B) {
			source := fmt.Sprintf("package fault\n\nimport %q\n\nfunc Execute(m *trait.Molbot) {\n\t%s\n}\n", traitPath, c.body)
			in, err := compileForTest(b, source, Limits{}).instance()
			if err != nil {
				b.Fatal(err)
			}
			runBatches(b, in.Run)
		})
	}
}
