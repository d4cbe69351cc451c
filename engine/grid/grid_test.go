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

// field is a world of random points in an index.
type field struct {
	Index
	ids    []int32 // of the indexed points
	xs, ys []float64
	sizes  []float64
}

func drawField(t *rapid.T, most int) *field {
	f := &field{}
	f.Walls = rapid.Bool().Draw(t, "walls")
	width, height := rapid.Float64Range(10, 3000).Draw(t, "width"), rapid.Float64Range(10, 3000).Draw(t, "height")
	f.Resize(width, height, rapid.Float64Range(1, 200).Draw(t, "cell"))
	across, down := coordinate(width), coordinate(height)
	for i := range rapid.IntRange(0, most).Draw(t, "points") {
		x, y := across.Draw(t, "x"), down.Draw(t, "y")
		if i > 0 && rapid.IntRange(0, 9).Draw(t, "twin") == 0 {
			x, y = f.xs[i-1], f.ys[i-1]
		}
		f.xs, f.ys = append(f.xs, x), append(f.ys, y)
		f.sizes = append(f.sizes, rapid.SampledFrom([]float64{0, 3, 20}).Draw(t, "size"))
		if rapid.IntRange(0, 4).Draw(t, "left out") > 0 {
			f.ids = append(f.ids, int32(i))
		}
	}
	f.Build(f.ids, f.xs, f.ys, f.sizes)
	return f
}

// square is the squared distance between two points, computed naively with every image of the second point in the
// neighbouring worlds.
func (f *field) square(x, y, x2, y2 float64) float64 {
	if f.Walls {
		return (x2-x)*(x2-x) + (y2-y)*(y2-y)
	}
	least := func(d, length float64) float64 { return min(math.Abs(d), math.Abs(d-length), math.Abs(d+length)) }
	dx, dy := least(x2-x, f.width), least(y2-y, f.height)
	return dx*dx + dy*dy
}

// around finds the points by brute force, sorted by id.
func (f *field) around(x, y, radius float64) (found []int32) {
	for _, id := range f.ids {
		if f.square(x, y, f.xs[id], f.ys[id]) <= radius*radius {
			found = append(found, id)
		}
	}
	return found
}

func TestPairsEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawField(t, 60)
		gap := rapid.Float64Range(0, 200).Draw(t, "gap")
		got := map[[2]int32]int{}
		f.Pairs(gap, func(a, b *Point) { got[[2]int32{min(a.ID, b.ID), max(a.ID, b.ID)}]++ })
		want := map[[2]int32]int{}
		for n, i := range f.ids {
			for _, k := range f.ids[:n] {
				reach := f.sizes[k] + f.sizes[i] + gap
				if f.square(f.xs[k], f.ys[k], f.xs[i], f.ys[i]) < reach*reach {
					want[[2]int32{k, i}] = 1
				}
			}
		}
		if !maps.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawField(t, 80)
		x, y := coordinate(f.width).Draw(t, "centre x"), coordinate(f.height).Draw(t, "centre y")
		radius := rapid.OneOf(rapid.Float64Range(0, 2000), rapid.Float64Range(0, 50)).Draw(t, "radius")
		want := f.around(x, y, radius)
		if got := f.near(x, y, radius); !slices.Equal(got, want) {
			t.Fatalf("near (%v, %v) within %v: got %v, want %v", x, y, radius, got, want)
		}
		var got []int32
		for _, h := range f.Gather(x, y, radius, nil) {
			got = append(got, h.ID)
			if h.Square != h.DX*h.DX+h.DY*h.DY || h.Square != f.square(x, y, f.xs[h.ID], f.ys[h.ID]) {
				t.Fatalf("%+v from (%v, %v), want the square %v", h, x, y, f.square(x, y, f.xs[h.ID], f.ys[h.ID]))
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("gathered around (%v, %v) within %v: got %v, want %v", x, y, radius, got, want)
		}
		f.checkSome(t, x, y, radius, want)
		nearest := int32(-1)
		for _, id := range want {
			if nearest < 0 || f.square(x, y, f.xs[id], f.ys[id]) < f.square(x, y, f.xs[nearest], f.ys[nearest]) {
				nearest = id
			}
		}
		if h, ok := f.Nearest(x, y, radius); h.ID != nearest || ok != (nearest >= 0) {
			t.Fatalf("nearest to (%v, %v) within %v: got %+v, want %v", x, y, radius, h, nearest)
		}
	})
}

// checkSome checks that Some examines about 1/every of the points, returns only points in the circle, and returns all
// of them with every = 1.
func (f *field) checkSome(t *rapid.T, x, y, radius float64, within []int32) {
	every := rapid.IntRange(1, 9).Draw(t, "every")
	some := f.Some(x, y, radius, every, nil)
	for _, h := range some {
		if _, found := slices.BinarySearch(within, h.ID); !found {
			t.Fatalf("some around (%v, %v) within %v: %+v is not there", x, y, radius, h)
		}
	}
	candidates := f.Candidates(x, y, radius)
	if most := candidates/every + block; len(within) > candidates || len(some) > most ||
		every == 1 && len(some) != len(within) {
		t.Fatalf("some are %d, one in %d of %d candidates, of which %d are within", len(some), every, candidates, len(within))
	}
}

// near uses a Search as a caller does.
func (f *field) near(x, y, radius float64) []int32 {
	var found []int32
	for s := f.Search(x, y, radius); s.Next(); {
		for k := s.Low; k < s.High; k++ {
			if dx, dy := f.Delta(x, y, f.Points[k].X, f.Points[k].Y); dx*dx+dy*dy <= radius*radius {
				found = append(found, f.Points[k].ID)
			}
		}
	}
	slices.Sort(found)
	return found
}

// coordinate draws from [0, length), with the edges and the seam more often than by chance.
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
				g.Build(ids, xs, ys, nil)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/molbot")
		})
	}
}

// BenchmarkGather100px compares the grid with brute force over all points.
func BenchmarkGather100px(b *testing.B) {
	for _, n := range []int{500, 50_000} {
		g, _, xs, ys := scattered(n)
		b.Run(fmt.Sprint(n, "/grid"), func(b *testing.B) {
			var hits []Hit
			i := 0
			for b.Loop() {
				i = (i + 7919) % n
				hits = g.Gather(xs[i], ys[i], 100, hits[:0])
			}
		})
		b.Run(fmt.Sprint(n, "/every point"), func(b *testing.B) {
			found, i := 0, 0
			for b.Loop() {
				i = (i + 7919) % n
				for k := range xs {
					if dx, dy := g.Delta(xs[i], ys[i], xs[k], ys[k]); dx*dx+dy*dy <= 100*100 {
						found++
					}
				}
			}
		})
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
	g.Build(ids, xs, ys, nil)
	return g, ids, xs, ys
}
