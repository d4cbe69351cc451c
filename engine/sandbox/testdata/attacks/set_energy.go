//go:build ignore

// want: undefined
package set_energy

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.body.Energy = 1e9
}
