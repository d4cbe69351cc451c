//go:build ignore

// want: type.recursive
package deep_slice

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var p [][][][][][][][][][]float64
	if p == nil {
		m.Eat()
	}
}
