//go:build ignore

// want: run memory
package append_slice_to_itself

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := [][]float64{nil}
	for {
		xs[0] = append(xs[0], 1)
		xs = append(xs, xs...)
	}
}
