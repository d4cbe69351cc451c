//go:build ignore

// want: run fuel
package many_appends

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var xs []float64
	for {
		xs = append(xs, 1)
	}
}
