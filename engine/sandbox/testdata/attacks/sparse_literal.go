//go:build ignore

// want: type.large
package sparse_literal

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1 << 40: 1}
	m.SetMem(0, xs[0])
}
