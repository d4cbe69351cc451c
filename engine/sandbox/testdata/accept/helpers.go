//go:build ignore

// Helpers: functions that call functions, with several results.
package helpers

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func share(m *trait.Molbot) float64 { return m.Energy() / m.MaxEnergy() }

func split(v float64) (low, high float64) {
	low = v / 2
	high = v - low
	return
}

func steer(m *trait.Molbot, dx, dy float64) {
	if dx == 0 && dy == 0 {
		m.Brake()
		return
	}
	m.ThrustToward(dx, dy, share(m))
}

func Execute(m *trait.Molbot) {
	low, high := split(share(m))
	steer(m, low, high)
}
