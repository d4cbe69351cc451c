//go:build ignore

// want: run fuel
package append_aliases

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := make([]float64, 2, 8)
	for {
		a := append(xs, 1)
		b := append(xs, 2)
		if a[2] != b[2] {
			break
		}
	}
}
