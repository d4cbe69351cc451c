//go:build ignore

// want: run fuel
package literal_in_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for {
		xs := []float64{1, 2, 3, 4, 5, 6, 7, 8}
		xs[0] = 2
	}
}
