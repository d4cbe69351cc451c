package engine_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// crowd is a world of n molbots at the default density. Without traits its molbots drift, collide, age and starve;
// founders keep their number constant.
func crowd(b testing.TB, n, workers int, traits bool) *engine.Engine {
	return crowdOf(b, n, workers, traits, programs)
}

func crowdOf(b testing.TB, n, workers int, traits bool, loader trait.Loader) *engine.Engine {
	p := engine.NewParams()
	side := math.Round(2000 * math.Sqrt(float64(n)/500))
	p.Set("world_width", side)
	p.Set("world_height", side)
	p.Set("max_entities", float64(2*n))
	p.Set("min_population", float64(n))
	e := engine.New(p, 1, engine.Options{Workers: workers, Loader: loader, SnapshotInterval: 1 << 40})
	b.Cleanup(e.Close)
	if !traits {
		for _, t := range e.Registry().Traits {
			do(b, e, command.Unload{Trait: command.TraitRef{Name: t.Name, Version: t.Version}})
		}
	}
	for range 100 {
		e.Tick(engine.Input{})
	}
	return e
}

func benchmarkTick(b *testing.B, sizes []int, workers int, traits bool) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e := crowd(b, n, workers, traits)
			molbots := 0
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				molbots += e.Count()
				e.Tick(engine.Input{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(molbots), "ns/molbot")
		})
	}
}

func BenchmarkTickBare(b *testing.B) {
	benchmarkTick(b, []int{100, 500, 1000, 50_000, 200_000}, 1, false)
}
func BenchmarkTickAncestors(b *testing.B) { benchmarkTick(b, []int{100, 500, 50_000}, 1, true) }
func BenchmarkTickTwoCores(b *testing.B)  { benchmarkTick(b, []int{500, 50_000}, 2, true) }

func BenchmarkCheckpoint10000(b *testing.B) {
	e := crowd(b, 10_000, 1, true)
	for b.Loop() {
		bytes, err := e.Checkpoint()
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(bytes)))
	}
}

func BenchmarkFreeze10000(b *testing.B) {
	e := crowd(b, 10_000, 1, true)
	for b.Loop() {
		e.Freeze()
	}
}

func BenchmarkFork10000(b *testing.B) {
	e := crowd(b, 10_000, 1, true)
	for b.Loop() {
		f, err := e.Fork(engine.Options{Workers: 1})
		if err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}

func BenchmarkHash500(b *testing.B) {
	e := crowd(b, 500, 1, true)
	for b.Loop() {
		e.Hash()
	}
}

func BenchmarkHeadless500(b *testing.B) {
	e := crowd(b, 500, 1, true)
	b.ResetTimer()
	for range b.N {
		e.Tick(engine.Input{})
	}
	b.ReportMetric(float64(b.N)*0.016/b.Elapsed().Seconds(), "x-real-time")
}
