//go:build ignore

// 13. Redundant parentheses in conditions.
// want: exact
package parentheses

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	a, b, c := m.Energy() > 1, m.Age() > 5, m.Size() > 0
	if ((a) && ((b) || (c))) && !(!(a)) {
		m.SetMem(0, 1)
	}
	if (a && b) == (c) {
		m.SetMem(1, 1)
	}
	for (a) && (m.Speed() >= 0) {
		m.SetMem(2, 1)
		a = (!(a))
	}
}
