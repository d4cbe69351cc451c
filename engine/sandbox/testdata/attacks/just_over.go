//go:build ignore

// want: run fuel
package just_over

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i := range 100_000 {
		m.SetMem(0, float64(i))
	}
}
