//go:build ignore

// 16. Range over a pointer to an array.
// want: refused range.kind
package range_over_pointer

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	a := [2]float64{1, 2}
	var i int
	var v float64
	for i, v = range &a {
		m.SetMem(i, v)
	}
}
