//go:build ignore

// want: slice.three
package slice_three_backwards

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := make([]float64, 4)
	n := 3 - int(m.Age()*0)
	ys := xs[n:1:2]
	m.SetMem(0, float64(len(ys)))
}
