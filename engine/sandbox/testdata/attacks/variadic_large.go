//go:build ignore

// want: run fuel
package variadic_large

import "github.com/ai-genesis/ai-genesis/engine/trait"

type large struct{ a, b [256]float64 }

func count(list ...large) int { return len(list) }

func Execute(m *trait.Molbot) {
	var v large
	for {
		m.SetMem(0, float64(count(v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v)))
	}
}
