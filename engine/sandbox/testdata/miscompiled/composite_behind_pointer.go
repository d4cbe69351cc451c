//go:build ignore

// 5. A composite assigned to a variable is seen through a pointer.
// want: exact
package composite_behind_pointer

import "github.com/ai-genesis/ai-genesis/engine/trait"

type pair struct{ x float64 }

func Execute(m *trait.Molbot) {
	p := pair{1}
	q := &p
	p = pair{5}
	m.SetMem(0, q.x)
	q.x = 7
	m.SetMem(1, p.x)
	a := [2]float64{1, 2}
	b := &a
	a = [2]float64{3, 4}
	m.SetMem(2, (*b)[0])
}
