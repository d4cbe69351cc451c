//go:build ignore

// want: run fuel
package function_expansion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f0(x float64) float64 { return x + 1 }

func f1(x float64) float64 { return f0(x) + f0(x) }

func f2(x float64) float64 { return f1(x) + f1(x) }

func f3(x float64) float64 { return f2(x) + f2(x) }

func f4(x float64) float64 { return f3(x) + f3(x) }

func f5(x float64) float64 { return f4(x) + f4(x) }

func f6(x float64) float64 { return f5(x) + f5(x) }

func f7(x float64) float64 { return f6(x) + f6(x) }

func f8(x float64) float64 { return f7(x) + f7(x) }

func f9(x float64) float64 { return f8(x) + f8(x) }

func f10(x float64) float64 { return f9(x) + f9(x) }

func f11(x float64) float64 { return f10(x) + f10(x) }

func f12(x float64) float64 { return f11(x) + f11(x) }

func f13(x float64) float64 { return f12(x) + f12(x) }

func f14(x float64) float64 { return f13(x) + f13(x) }

func f15(x float64) float64 { return f14(x) + f14(x) }

func f16(x float64) float64 { return f15(x) + f15(x) }

func f17(x float64) float64 { return f16(x) + f16(x) }

func f18(x float64) float64 { return f17(x) + f17(x) }

func f19(x float64) float64 { return f18(x) + f18(x) }

func Execute(m *trait.Molbot) {
	m.SetMem(0, f19(1))
}
