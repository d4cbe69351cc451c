//go:build ignore

// want: run panic
package shift_negative

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := -int(m.MaxEnergy())
	m.SetMem(0, float64(n<<n))
}
