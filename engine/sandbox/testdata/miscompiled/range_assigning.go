//go:build ignore

// 16. Range that assigns to variables, over an array that changes.
// want: exact
package range_assigning

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	a := [3]float64{1, 2, 3}
	var i int
	var v, sum float64
	for i, v = range a {
		a[2] = 100
		sum += v * float64(i+1)
	}
	m.SetMem(0, sum)
	m.SetMem(1, float64(i))
	m.SetMem(2, v)
}
