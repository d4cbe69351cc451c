//go:build ignore

// want: run fuel
package copy_onto_itself

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1, 2, 3, 4}
	for {
		copy(xs[1:], xs)
		copy(xs, xs[1:])
	}
}
