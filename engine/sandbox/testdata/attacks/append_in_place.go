//go:build ignore

// want: run memory
package append_in_place

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	a := make([]float64, 0, 4000)
	b := make([]float64, 4000)
	for {
		m.SetMem(0, float64(len(append(a, b...))))
	}
}
