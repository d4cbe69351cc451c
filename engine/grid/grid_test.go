package grid

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPairsEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.Float64Range(10, 1000).Draw(t, "width"), rapid.Float64Range(10, 1000).Draw(t, "height")
		var g Index
		g.Resize(width, height, rapid.Float64Range(5, 200).Draw(t, "cell"))
		n := rapid.IntRange(0, 60).Draw(t, "points")
		var ids []int32
		xs, ys := make([]float64, n), make([]float64, n)
		for i := range n {
			ids = append(ids, int32(i))
			xs[i], ys[i] = coordinate(width).Draw(t, "x"), coordinate(height).Draw(t, "y")
		}
		g.Build(ids, xs, ys)
		reach := rapid.Float64Range(0, 200).Draw(t, "reach")
		got := map[[2]int32]int{}
		g.Pairs(reach, func(k, n int) { got[[2]int32{min(g.IDs[k], g.IDs[n]), max(g.IDs[k], g.IDs[n])}]++ })
		want := map[[2]int32]int{}
		for i := range ids {
			for k := range ids[:i] {
				dx, dy := Delta(xs[k], xs[i], width), Delta(ys[k], ys[i], height)
				if dx*dx+dy*dy < reach*reach {
					want[[2]int32{int32(k), int32(i)}] = 1
				}
			}
		}
		if !maps.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// near is what a caller does with a Search.
func near(g *Index, x, y, radius float64) []int32 {
	var found []int32
	for s := g.Search(x, y, radius); s.Next(); {
		for k := s.Low; k < s.High; k++ {
			if distance(g, x, y, g.X[k], g.Y[k]) <= radius {
				found = append(found, g.IDs[k])
			}
		}
	}
	slices.Sort(found)
	return found
}

func distance(g *Index, x, y, x2, y2 float64) float64 {
	return math.Hypot(Delta(x, x2, g.width), Delta(y, y2, g.height))
}

func TestEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.Float64Range(10, 3000).Draw(t, "width"), rapid.Float64Range(10, 3000).Draw(t, "height")
		var g Index
		g.Resize(width, height, rapid.Float64Range(1, 200).Draw(t, "cell"))
		across := coordinate(width)
		down := coordinate(height)
		n := rapid.IntRange(0, 80).Draw(t, "points")
		xs, ys := make([]float64, n), make([]float64, n)
		var ids []int32
		for i := range n {
			xs[i], ys[i] = across.Draw(t, "x"), down.Draw(t, "y")
			if i > 0 && rapid.IntRange(0, 9).Draw(t, "twin") == 0 {
				xs[i], ys[i] = xs[i-1], ys[i-1]
			}
			if rapid.IntRange(0, 4).Draw(t, "left out") > 0 {
				ids = append(ids, int32(i))
			}
		}
		g.Build(ids, xs, ys)
		x, y := across.Draw(t, "centre x"), down.Draw(t, "centre y")
		radius := rapid.Float64Range(0, 2000).Draw(t, "radius")
		var want []int32
		for _, id := range ids {
			if distance(&g, x, y, xs[id], ys[id]) <= radius {
				want = append(want, id)
			}
		}
		if got := near(&g, x, y, radius); !slices.Equal(got, want) {
			t.Fatalf("near (%v, %v) within %v: got %v, want %v", x, y, radius, got, want)
		}
	})
}

// coordinate draws from [0, length), its edges and the seam more often than chance.
func coordinate(length float64) *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Float64Range(0, math.Nextafter(length, 0)),
		rapid.Just(0.0),
		rapid.Just(math.Nextafter(length, 0)),
	)
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{500, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g, ids, xs, ys := scattered(n)
			b.ReportAllocs()
			for b.Loop() {
				g.Build(ids, xs, ys)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/molbot")
		})
	}
}

func BenchmarkSearch100px(b *testing.B) {
	g, ids, xs, ys := scattered(50_000)
	g.Build(ids, xs, ys)
	found, i := 0, 0
	for b.Loop() {
		i = (i + 7919) % len(xs)
		for s := g.Search(xs[i], ys[i], 100); s.Next(); {
			for k := s.Low; k < s.High; k++ {
				if distance(g, xs[i], ys[i], g.X[k], g.Y[k]) <= 100 {
					found++
				}
			}
		}
	}
}

func scattered(n int) (g *Index, ids []int32, xs, ys []float64) {
	side := math.Sqrt(float64(n) * 8000)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		ids = append(ids, int32(i))
		xs, ys = append(xs, random.Float64()*side), append(ys, random.Float64()*side)
	}
	g = &Index{}
	g.Resize(side, side, 64)
	g.Build(ids, xs, ys)
	return g, ids, xs, ys
}
