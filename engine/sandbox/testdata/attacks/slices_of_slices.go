//go:build ignore

// want: run memory
package slices_of_slices

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var xs [][]float64
	for {
		xs = append(xs, make([]float64, 100))
	}
}
