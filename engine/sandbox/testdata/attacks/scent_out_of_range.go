//go:build ignore

// want: ok
package scent_out_of_range

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.LeaveScent(-1, 1)
	m.LeaveScent(1<<40, 1)
	m.SetMem(0, m.Scent(99)+m.ScentGradient(-3).DX)
}
