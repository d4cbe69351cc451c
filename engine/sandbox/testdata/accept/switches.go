//go:build ignore

// Switches: with a tag, without, with strings, break, default first.
package switches

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type mode int

const (
	calm mode = iota
	hungry
	scared
)

func choose(m *trait.Molbot) mode {
	switch share := m.Energy() / m.MaxEnergy(); {
	case m.Crowd(30) > 3:
		return scared
	case share < 0.5:
		return hungry
	}
	return calm
}

func Execute(m *trait.Molbot) {
	word := "stay"
	switch choose(m) {
	default:
		if m.Daylight() < 0.2 {
			break
		}
		word = "walk"
	case hungry, scared:
		word = "run"
	}
	switch word {
	case "walk":
		m.Turn(m.Rand()-0.5, 0.3)
	case "run":
		m.Turn(0, 1)
	case "stay":
	}
}
