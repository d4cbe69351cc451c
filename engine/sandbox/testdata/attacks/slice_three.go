//go:build ignore

// want: slice.three
package slice_three

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := make([]float64, 4)
	n := int(m.Age()) + 5
	ys := xs[1:2:n]
	m.SetMem(0, float64(len(ys)))
}
