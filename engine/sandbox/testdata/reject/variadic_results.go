//go:build ignore

package variadic_results

import "github.com/ai-genesis/ai-genesis/engine/trait"

func sum(xs ...float64) float64 { return xs[0] }

func both() (float64, float64) { return 1, 2 }

func Execute(m *trait.Molbot) {
	m.SetMem(0, sum(both())) // want call.variadic: can't be passed on
}
