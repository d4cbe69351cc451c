//go:build ignore

// want: run fuel
package zero_large

import "github.com/ai-genesis/ai-genesis/engine/trait"

type large struct{ a, b [256]float64 }

func Execute(m *trait.Molbot) {
	for {
		var v large
		m.SetMem(0, v.a[0])
	}
}
