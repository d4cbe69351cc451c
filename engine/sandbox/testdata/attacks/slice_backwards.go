//go:build ignore

// want: run panic
package slice_backwards

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1, 2, 3}
	n := 2
	xs = xs[n:1]
	m.SetMem(0, float64(len(xs)))
}
