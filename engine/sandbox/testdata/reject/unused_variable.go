//go:build ignore

package unused_variable

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	x := m.Energy() // want unused.variable: declared and not used: x
}
