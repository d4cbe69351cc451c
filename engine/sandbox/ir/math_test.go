package ir

import (
	"math"
	"math/rand/v2"
	"testing"
)

// odd lists numbers that are hard cases for floating-point functions.
var odd = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.5, 2, 3, 0.1, 1e-300, 1.2e-310, 5e-324, 0x1p-1022, 0x1.fp-1022, math.MaxFloat64,
	1.7e308, -1.7e308,
	math.Inf(
		1,
	), math.Inf(-1), math.NaN(), math.Pi, 1e22, 12345.678, 0x1p53, 0x1p53 - 1, 0x1.fffffffffffffp1023, 7, 33.3, -170.5,
	171.6,
}

func TestModIsGos(t *testing.T) {
	check := func(x, y float64) {
		for name, f := range map[string][2]func(float64, float64) float64{"Mod": {Mod, math.Mod}, "Remainder": {Remainder,
			math.Remainder}} {
			got, want := f[0](x, y), f[1](x, y)
			if math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Fatalf("%s(%v, %v) = %v, want %v", name, x, y, got, want)
			}
		}
	}
	for _, x := range odd {
		for _, y := range odd {
			check(x, y)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		x, y := math.Float64frombits(r.Uint64()), math.Float64frombits(r.Uint64())
		check(x, y)
		check(x, x*r.Float64())
		check(r.Float64()*1000, r.NormFloat64())
		check(math.Float64frombits(r.Uint64()>>12), math.Float64frombits(r.Uint64()>>12))
	}
}

// TestTinyArgumentsGiveWhatGoGives compares the functions that have a shortcut for tiny or huge arguments with those of
// Go.
func TestTinyArgumentsGiveWhatGoGives(t *testing.T) {
	sines := func(f func(float64) (float64, float64), first bool) func(float64) float64 {
		return func(x float64) float64 {
			s, c := f(x)
			if first {
				return s
			}
			return c
		}
	}
	functions := map[string][2]func(float64) float64{
		"Exp": {exp, math.Exp}, "Cosh": {cosh, math.Cosh}, "Sin": {sin, math.Sin}, "Cos": {cos, math.Cos},
		"Asin": {asin, math.Asin}, "Acos": {acos, math.Acos}, "Atan": {atan, math.Atan},
		"Sincos, 1": {sines(sincos, true), sines(math.Sincos, true)},
		"Sincos, 2": {sines(sincos, false), sines(math.Sincos, false)},
	}
	check := func(x float64) {
		for name, f := range functions {
			if got, want := f[0](x), f[1](x); !same(got, want) {
				t.Fatalf("%s(%v) = %v, want %v", name, x, got, want)
			}
		}
	}
	check2 := func(y, x float64) {
		if got, want := atan2(y, x), math.Atan2(y, x); !same(got, want) {
			t.Fatalf("Atan2(%v, %v) = %v, want %v", y, x, got, want)
		}
	}
	for _, x := range odd {
		check(x)
		for _, y := range odd {
			check2(y, x)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 100_000 {
		x, y := math.Float64frombits(r.Uint64()), math.Float64frombits(r.Uint64())
		near := math.Ldexp(r.NormFloat64(), r.IntN(160)-80)
		check(x)
		check(near)
		check(math.Float64frombits(r.Uint64()>>12) * float64(1-2*r.IntN(2)))
		check2(y, x)
		check2(r.NormFloat64(), near)
		check2(math.Float64frombits(r.Uint64()>>12), near)
	}
}

func same(x, y float64) bool {
	return math.Float64bits(x) == math.Float64bits(y) || math.IsNaN(x) && math.IsNaN(y)
}
