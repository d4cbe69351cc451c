//go:build ignore

// want: source.expansion
package closure_expansion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	f0 := func(x float64) float64 { return x + 1 }
	f1 := func(x float64) float64 { return f0(f0(f0(x))) }
	f2 := func(x float64) float64 { return f1(f1(f1(x))) }
	f3 := func(x float64) float64 { return f2(f2(f2(x))) }
	f4 := func(x float64) float64 { return f3(f3(f3(x))) }
	f5 := func(x float64) float64 { return f4(f4(f4(x))) }
	f6 := func(x float64) float64 { return f5(f5(f5(x))) }
	f7 := func(x float64) float64 { return f6(f6(f6(x))) }
	f8 := func(x float64) float64 { return f7(f7(f7(x))) }
	f9 := func(x float64) float64 { return f8(f8(f8(x))) }
	f10 := func(x float64) float64 { return f9(f9(f9(x))) }
	f11 := func(x float64) float64 { return f10(f10(f10(x))) }
	m.SetMem(0, f11(1))
}
