//go:build ignore

package struct_compare

import "github.com/ai-genesis/ai-genesis/engine/trait"

type p struct{ a, b float64 }

func Execute(m *trait.Molbot) {
	x, y := p{}, p{1, 2}
	if x == y { // want compare: can't be compared
		m.Eat()
	}
}
