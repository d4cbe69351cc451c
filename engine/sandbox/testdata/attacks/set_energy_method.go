//go:build ignore

// want: undefined
package set_energy_method

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.Body().Energy = 1e9
}
