//go:build ignore

// Strings: constants, comparison, concatenation, index.
package strings

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func name(level int) string {
	if level > 2 {
		return "high"
	}
	return "low"
}

func Execute(m *trait.Molbot) {
	word := name(int(m.Energy())) + "!"
	if word == "high!" || word < "a" {
		m.Brake()
	}
	m.SetMem(0, float64(len(word)+int(word[0])))
}
