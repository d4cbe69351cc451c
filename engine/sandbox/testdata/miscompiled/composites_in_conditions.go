//go:build ignore

// 14. Composite literals in conditions.
// want: exact
package composites_in_conditions

import "github.com/ai-genesis/ai-genesis/engine/trait"

type pair struct{ x float64 }

func (p pair) pos() bool { return p.x > 0 }

func Execute(m *trait.Molbot) {
	if (pair{1}).x == 1 && (pair{m.Age()}).pos() || (pair{x: 2}).x > 3 {
		m.SetMem(0, 1)
	}
	ok := pair{3}.x == 3
	if ok {
		m.SetMem(1, 1)
	}
}
