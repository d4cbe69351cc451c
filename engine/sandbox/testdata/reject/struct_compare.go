//go:build ignore

package struct_compare

import "github.com/ai-genesis/ai-genesis/engine/trait"

type p struct {
	a  float64
	at *float64
}

type wide struct{ a, b [40]float64 }

func Execute(m *trait.Molbot) {
	x, y := p{}, p{a: 1}
	if x == y { // want compare: can't be compared
		m.Eat()
	}
	v, w := wide{}, wide{}
	if v == w { // want compare: more than 64 fields
		m.Eat()
	}
	near, _ := m.NearestMolbot(30)
	kin, _ := m.NearestKin(30)
	if near == kin { // want compare: type trait.Neighbor can't be compared
		m.Brake()
	}
}
