// Package drift is an ancestral trait: go straight on and turn now and then, sooner after a meal.
package drift

import "github.com/ai-genesis/ai-genesis/engine/trait"

// Execute runs the trait on one molbot.
func Execute(m *trait.Molbot) {
	if m.Storm() > 0.25 {
		m.Brake()
		return
	}
	chance := 0.005
	if m.SinceMeal() < 120 {
		chance = 0.06
	}
	if m.Rand() < chance {
		m.Turn((m.Rand()-0.5)*5, 0.8)
		return
	}
	m.Turn(0, 0.8)
}
