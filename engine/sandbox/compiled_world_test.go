package sandbox

import (
	"maps"
	"math"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// herd flees from crowds and keeps to its kin. It uses memory, a loop, a slice and a recursive function.
const herd = `//go:build ignore

// Herd: keeps to its kin.
package herd

import "github.com/ai-genesis/ai-genesis/engine/trait"

type way struct {
	dx, dy float64
	weight float64
}

func fade(n int, v float64) float64 {
	if n == 0 {
		return v
	}
	return fade(n-1, v*0.9)
}

func Execute(m *trait.Molbot) {
	var ways []way
	if kin, ok := m.NearestKin(80); ok && kin.Distance > 10 {
		ways = append(ways, way{kin.DX, kin.DY, 1})
	}
	if other, ok := m.NearestMolbot(20); ok {
		ways = append(ways, way{-other.DX, -other.DY, fade(3, 2)})
		if other.Energy < 0.2 && m.Energy() > 80 {
			m.Share(other, 1)
		}
	}
	sum := way{}
	for _, w := range ways {
		sum.dx += w.dx * w.weight
		sum.dy += w.dy * w.weight
	}
	m.SetMem(0, m.Mem(0)*0.5+float64(len(ways)))
	if len(ways) > 0 && m.Rand() < 0.7 {
		m.ThrustToward(sum.dx, sum.dy, 0.4)
	}
}
`

// three holds the traits that the measurements load.
var three = map[string]string{"forager": forty, "herd": herd, "bench_a": benchmarks[0].source}

// inhabit makes a world of n molbots at the default density that all carry the three traits.
func inhabit(t testing.TB, l Limits, n, workers int) *engine.Engine {
	t.Helper()
	p := engine.NewParams()
	side := math.Sqrt(float64(n) / 500)
	p.Set("world_width", 2000*side)
	p.Set("world_height", 2000*side)
	p.Set("max_entities", float64(n))
	p.Set("min_population", float64(n))
	e := engine.New(p, 3, engine.Options{Loader: New(l), Workers: workers})
	t.Cleanup(e.Close)
	for e.Count() < n {
		apply(t, e, command.Spawn{Count: min(n-e.Count(), 500)})
	}
	for _, name := range slices.Sorted(maps.Keys(three)) {
		source := three[name]
		load := command.Load{Name: name, Version: 1, Source: source, Adoption: 0.99}
		apply(t, e, load)
		apply(t, e, command.Adopt{Trait: load.Ref(), Share: 0.99})
	}
	return e
}

// TestWorldIsTheSameInBothRuntimes compares, tick by tick, worlds that differ only in the runtime of their traits and
// the number of goroutines.
func TestWorldIsTheSameInBothRuntimes(t *testing.T) {
	worlds := map[string]*engine.Engine{}
	for _, r := range []Runtime{Auto, Compiled, Yaegi} {
		worlds[string(r)] = inhabit(t, Limits{Runtime: r, Timeout: time.Minute}, 300, 1)
	}
	worlds["compiled, two goroutines"] = inhabit(t, Limits{Runtime: Compiled, Timeout: time.Minute}, 300, 2)
	worlds["compiled, eight goroutines"] = inhabit(t, Limits{Runtime: Compiled, Timeout: time.Minute}, 300, 8)
	for range 200 {
		want := worlds[string(Yaegi)].Hash()
		for name, w := range worlds {
			if w.Hash() != want {
				t.Fatalf("tick %d: the world of %s has hash %x, want %x", w.Now(), name, w.Hash(), want)
			}
		}
		fuel := worlds[string(Yaegi)].Tick(engine.Input{}).Fuel
		for name, w := range worlds {
			if name == string(Yaegi) {
				continue
			}
			if got := w.Tick(engine.Input{}).Fuel; got != fuel {
				t.Fatalf("tick %d: the world of %s burnt %d units of fuel, want %d", w.Now(), name, got, fuel)
			}
		}
	}
	for _, tr := range worlds[string(Compiled)].Registry().Traits {
		if tr.Generated && tr.Bearers == 0 {
			t.Errorf("nobody bears %s at the end", tr.Name)
		}
	}
}

// TestUnderYaegi repeats in the interpreter what other tests check in the default runtime.
func TestUnderYaegi(t *testing.T) {
	DefaultLimits.Runtime = Yaegi
	defer func() { DefaultLimits.Runtime = Auto }()
	t.Run("attacks", TestAttacks)
	t.Run("fuel", TestFuelIsExact)
}

// TestCompilesEverything checks that the accepted corpus, and the attacks that must be stopped at run time, compile.
func TestCompilesEverything(t *testing.T) {
	for name, source := range sources(t, "accept") {
		if r := Vet(source, Options{}); r.Runtime != string(Compiled) {
			t.Errorf("%s runs on %q", name, r.Runtime)
		}
	}
	for name, a := range attacks(t) {
		if r := Vet(a.source, Options{}); strings.HasPrefix(a.want, "run ") && r.Runtime != string(Compiled) {
			t.Errorf("%s runs on %q: %+v", name, r.Runtime, r.Problems)
		}
	}
}

// TestCompiledAllocatesNothing measures the allocations of whole batches in which slices and strings grow and functions
// recurse.
func TestCompiledAllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("SKIPPED: under the race detector pools drop some of what they hold; it runs without")
	}
	list := map[string]string{"B": benchmarks[1].source, "C": benchmarks[2].source}
	for name, source := range three {
		list[name] = source
	}
	for name, source := range list {
		in := load(t, source, Limits{Runtime: Compiled})
		batch := crowd(64)
		verdicts := make([]trait.Verdict, len(batch))
		var around trait.Surroundings = dummy.Surroundings{Food: true, Molbots: 3}
		if n := testing.AllocsPerRun(20, func() {
			for _, m := range batch {
				m.Begin(around, 1<<40)
			}
			in.Run(batch, verdicts)
		}); n > 0 {
			t.Errorf("%s: %v allocations in a batch", name, n)
		}
	}
}

// TestDisagreementIsRefused gives a trait the compiled code of another one.
func TestDisagreementIsRefused(t *testing.T) {
	p := compileForTest(t, graze, Limits{})
	p.compiled = compileForTest(t, benchmarks[0].source, Limits{}).compiled
	f := &vet.Findings{}
	if dryRun(t.Context(), f, p); len(f.Problems) != 1 || f.Problems[0].Code != "dryrun.runtimes" ||
		f.Problems[0].Advice == "" {
		t.Errorf("problems %+v, want dryrun.runtimes", f.Problems)
	}
}

// BenchmarkWorld prints the best of many ticks of a world in which every molbot carries three traits.
func BenchmarkWorld(b *testing.B) {
	for _, c := range []struct {
		name string
		n    int
		r    Runtime
	}{{"500/compiled", 500, Compiled}, {"500/yaegi", 500, Yaegi}, {"20000/compiled", 20_000, Compiled}} {
		b.Run(c.name, func(b *testing.B) {
			e := inhabit(b, Limits{Runtime: c.r, Timeout: time.Minute}, c.n, runtime.GOMAXPROCS(0))
			best := time.Hour
			for b.Loop() {
				start := time.Now()
				e.Tick(engine.Input{})
				best = min(best, time.Since(start))
			}
			b.ReportMetric(float64(best.Microseconds())/1000, "best-ms")
			b.ReportMetric(float64(len(e.Entities())), "molbots")
		})
	}
}

// BenchmarkCompile prints the cost of compiling a trait of forty lines, alone and with all other steps of loading it.
func BenchmarkCompile(b *testing.B) {
	p := compileForTest(b, forty, Limits{})
	b.Run("compile", func(b *testing.B) {
		best := time.Hour
		for b.Loop() {
			start := time.Now()
			if _, err := newProgram(p.name, p.lowered, p.limits); err != nil {
				b.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		b.ReportMetric(float64(best.Microseconds())/1000, "best-ms")
	})
	b.Run("load", func(b *testing.B) {
		best := time.Hour
		for b.Loop() {
			start := time.Now()
			f, err := New(Limits{}).Load([]byte(forty))
			if err != nil {
				b.Fatal(err)
			}
			if _, err := f.New(); err != nil {
				b.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		b.ReportMetric(float64(best.Microseconds())/1000, "best-ms")
	})
}

// BenchmarkSeedExecutor runs, in turns, the executor from the specification's architecture in Python and a tick of a
// world, both with 500 molbots and three traits.
func BenchmarkSeedExecutor(b *testing.B) {
	python, err := exec.LookPath("python3")
	if err != nil {
		b.Skip("this benchmark needs python3")
	}
	e := inhabit(b, Limits{Runtime: Compiled, Timeout: time.Minute}, 500, runtime.GOMAXPROCS(0))
	seed, ours := math.Inf(1), math.Inf(1)
	for b.Loop() {
		out, err := exec.CommandContext(b.Context(), python, "testdata/seed/executor.py").Output()
		if err != nil {
			b.Fatal(err)
		}
		seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		if err != nil {
			b.Fatal(err)
		}
		seed = min(seed, seconds)
		for range 100 {
			start := time.Now()
			e.Tick(engine.Input{})
			ours = min(ours, time.Since(start).Seconds())
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(1000*seed, "seed-ms")
	b.ReportMetric(1000*ours, "tick-ms")
	b.ReportMetric(seed/ours, "×seed")
}
