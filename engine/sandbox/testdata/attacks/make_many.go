//go:build ignore

// want: run memory
package make_many

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for range 1000 {
		b := make([]float64, 1000)
		b[0] = 1
	}
}
