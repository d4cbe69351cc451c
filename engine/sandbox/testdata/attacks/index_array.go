//go:build ignore

// want: run panic
package index_array

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var a [4]float64
	n := int(m.MaxEnergy())
	a[n] = 1
}
