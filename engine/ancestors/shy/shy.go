// Package shy is an ancestral trait: step aside from whoever comes close.
package shy

import "github.com/ai-genesis/ai-genesis/engine/trait"

// Execute runs the trait on one molbot.
func Execute(m *trait.Molbot) {
	if m.Rand() > 0.25 {
		return
	}
	if other, ok := m.NearestMolbot(24); ok {
		m.ThrustToward(-other.DX, -other.DY, 0.6)
	}
}
