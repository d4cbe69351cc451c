//go:build ignore

// want: run panic
package slice_cap

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := make([]float64, 2, 8)
	n := 100
	xs = xs[:n]
	m.SetMem(0, float64(len(xs)))
}
