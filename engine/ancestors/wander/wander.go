// Package wander is an ancestral trait: stroll along a winding path.
package wander

import "github.com/ai-genesis/ai-genesis/engine/trait"

// Execute runs the trait on one molbot.
func Execute(m *trait.Molbot) {
	if m.Storm() > 0.25 {
		m.Brake()
		return
	}
	m.Turn((m.Rand()-0.5)*0.7, 0.8)
}
