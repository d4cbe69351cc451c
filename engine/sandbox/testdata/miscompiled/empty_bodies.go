//go:build ignore

// 15. Empty bodies and constants in conditions.
// want: exact
package empty_bodies

import "github.com/ai-genesis/ai-genesis/engine/trait"

const yes = true

func Execute(m *trait.Molbot) {
	x := m.Energy()
	if x > 0 {
	} else {
		m.SetMem(0, 1)
	}
	if x > 0 && true {
		m.SetMem(1, 1)
	}
	if false || x > 0 {
		m.SetMem(2, 1)
	}
	if x < 0 {
	} else if x > 0 {
	} else {
		m.SetMem(3, 1)
	}
	switch {
	case x > 0:
	case x <= 0:
		m.SetMem(4, 1)
	}
	for x > 0 && yes {
		x = -1
	}
	m.SetMem(5, x)
}
