//go:build ignore

// want: run memory
package copy_for_ever

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	a, b := make([]float64, 1000), make([]float64, 1000)
	for {
		copy(a, b)
	}
}
