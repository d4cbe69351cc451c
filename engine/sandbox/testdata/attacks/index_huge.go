//go:build ignore

// want: run panic
package index_huge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1}
	n := uint64(1 << 63)
	m.SetMem(0, xs[n])
}
