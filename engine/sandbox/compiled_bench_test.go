package sandbox

import (
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// The benchmark programs as native Go.
var nativeBenchmarks = map[string]trait.Native{"A": nativeA, "B": nativeB, "C": nativeC}

func nativeA(m *trait.Molbot) {
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

func weigh(i int, v float64) float64 {
	if i%2 == 0 {
		return v * 0.5
	}
	return v + 1
}

func nativeB(m *trait.Molbot) {
	sum := m.Energy()
	for i := 0; i < 8; i++ {
		sum = weigh(i, sum)
	}
	m.SetMem(0, sum)
}

func nativeC(m *trait.Molbot) {
	food, ok := m.NearestFood(60)
	if ok {
		m.ThrustToward(food.DX, food.DY, m.Rand())
		m.Eat()
	}
}

// BenchmarkRuntimes runs each program natively, compiled and interpreted in turns and prints the ratios.
func BenchmarkRuntimes(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			both := bothWays(b, compileForTest(b, c.source, Limits{}))
			runs := []func([]*trait.Molbot, []trait.Verdict){both[Compiled].Run, both[Yaegi].Run}
			if n := nativeBenchmarks[c.name]; n != nil {
				runs = append(runs, n.Run)
			}
			batch := crowd(64)
			verdicts := make([]trait.Verdict, len(batch))
			best := make([]time.Duration, len(runs))
			for b.Loop() {
				for i, run := range runs {
					rounds := 20 // enough work for the clock to measure
					if i == 1 {
						rounds = 1
					}
					var spent time.Duration
					for range rounds {
						for _, m := range batch {
							m.Begin(dummy.Surroundings{Food: true, Molbots: 3}, 1<<40)
						}
						start := time.Now()
						run(batch, verdicts)
						spent += time.Since(start)
					}
					if spent /= time.Duration(rounds); best[i] == 0 || spent < best[i] {
						best[i] = spent
					}
				}
			}
			each := func(i int) float64 { return float64(best[i]) / float64(len(batch)) }
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(each(0), "compiled-ns")
			b.ReportMetric(each(1), "yaegi-ns")
			b.ReportMetric(each(1)/each(0), "×yaegi")
			if len(runs) > 2 {
				b.ReportMetric(each(2), "native-ns")
				b.ReportMetric(each(0)/each(2), "×native")
			}
		})
	}
}
