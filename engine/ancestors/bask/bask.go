// Package bask is an ancestral trait: leave places that are far too warm or too cold.
package bask

import "github.com/ai-genesis/ai-genesis/engine/trait"

// Execute runs the trait on one molbot.
func Execute(m *trait.Molbot) {
	if m.Mem(0) > 0 {
		m.SetMem(0, m.Mem(0)-1)
		m.ThrustToward(m.Mem(1), m.Mem(2), 0.8)
		return
	}
	if m.Rand() < 0.02 && m.ThermalStress() > 0.5 {
		way := m.Comfort()
		m.SetMem(0, 40)
		m.SetMem(1, way.DX)
		m.SetMem(2, way.DY)
	}
}
