//go:build ignore

// want: run panic
package index_negative

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1}
	n := -1
	m.SetMem(0, xs[n])
}
