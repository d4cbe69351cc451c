//go:build ignore

package variadic_function

import "github.com/ai-genesis/ai-genesis/engine/trait"

func sum(xs ...float64) float64 { return xs[0] } // want call.variadic: variable number

func Execute(m *trait.Molbot) {
	m.SetMem(0, sum(1, 2))
}
