//go:build ignore

// Senses and actions that went through reflection.
// want: ok
package storm_and_rest

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const turns = 300

func Execute(m *trait.Molbot) {
	s := 0.0
	for range turns {
		s += m.Storm()
		m.Rest()
	}
	m.SetMem(0, s)
}
