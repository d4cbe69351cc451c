//go:build ignore

// want: run fuel
package breed_for_ever

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for {
		m.Reproduce(0.9)
		m.Attack(trait.Neighbor{})
	}
}
