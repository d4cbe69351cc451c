//go:build ignore

package function_parameter

import "github.com/ai-genesis/ai-genesis/engine/trait"

func apply(f func() float64) float64 { return f() } // want func.value: a function can't be kept

func Execute(m *trait.Molbot) {
	m.SetMem(0, apply(func() float64 { return 1 })) // want func.value: a function literal
}
