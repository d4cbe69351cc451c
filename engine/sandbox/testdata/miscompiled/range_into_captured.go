//go:build ignore

// 8. A range assigns to a captured variable.
// want: exact
package range_into_captured

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	v := 0.0
	get := func() float64 { return v }
	sum := 0.0
	for _, v = range []float64{1, 2, 3} {
		sum = sum*10 + get()
	}
	m.SetMem(0, sum)
}
