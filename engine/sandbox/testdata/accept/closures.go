//go:build ignore

// Closures: bound to a name, called, not kept.
package closures

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	dx, dy := 0.0, 0.0
	pull := func(x, y, weight float64) {
		dx += x * weight
		dy += y * weight
	}
	if food, ok := m.NearestFood(80); ok {
		pull(food.DX, food.DY, food.Fit)
	}
	if other, ok := m.NearestMolbot(50); ok {
		pull(-other.DX, -other.DY, 0.5)
	}
	limit := func(v float64) float64 {
		if v > 1 {
			return 1
		}
		return v
	}
	m.ThrustToward(dx, dy, limit(dx*dx+dy*dy))
	func() {
		m.Eat()
	}()
}
