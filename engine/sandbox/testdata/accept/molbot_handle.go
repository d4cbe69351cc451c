//go:build ignore

// MolbotHandle: passed on, renamed, compared with nil.
package molbot_handle

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type brain struct{ urge float64 }

func (b *brain) think(m *trait.Molbot, k float64) {
	b.urge += k * m.Energy()
}

func act(m *trait.Molbot, _ float64, b brain) {
	self := m
	if self == nil {
		return
	}
	self.Turn(b.urge/100, 0.5)
}

func Execute(molbot *trait.Molbot) {
	var b brain
	b.think(molbot, 0.5)
	act(molbot, 1, b)
}
