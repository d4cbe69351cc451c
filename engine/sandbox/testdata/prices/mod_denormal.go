//go:build ignore

// Mod and Remainder of numbers far apart take thousands of turns in package math.
// want: ok
package mod_denormal

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const turns = 300

func Execute(m *trait.Molbot) {
	s := 0.0
	big, small := 1.7e308, 1.2e-310
	for range turns {
		s += math.Mod(big, small) + math.Remainder(big, small*3)
	}
	m.SetMem(0, s)
}
