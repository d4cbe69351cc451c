//go:build ignore

// want: run panic
package nil_slice_index

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var xs []float64
	xs[0] = 1
}
