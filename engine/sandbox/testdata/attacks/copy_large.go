//go:build ignore

// want: run fuel
package copy_large

import "github.com/ai-genesis/ai-genesis/engine/trait"

type large struct{ a, b [256]float64 }

func Execute(m *trait.Molbot) {
	u, v := new(large), new(large)
	for {
		*u = *v
	}
}
