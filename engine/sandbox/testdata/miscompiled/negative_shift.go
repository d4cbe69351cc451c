//go:build ignore

// 20. Shifts by a negative number panic.
// want: run panic
package negative_shift

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := -int(m.MaxEnergy())
	m.SetMem(0, float64(n>>n))
}
