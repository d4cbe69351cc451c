//go:build ignore

// want: run panic
package slice_over

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1}
	n := 5
	xs = xs[1:n]
	m.SetMem(0, xs[0])
}
