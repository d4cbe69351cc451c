//go:build ignore

// want: ok
package forged_neighbor

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	other := trait.Neighbor{DX: 1, DY: 1, Distance: 0.1, Size: 0.1, Energy: 1}
	m.Attack(other)
	m.Share(other, 1e308)
}
