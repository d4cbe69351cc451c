//go:build ignore

// want: run fuel
package literal_large

import "github.com/ai-genesis/ai-genesis/engine/trait"

type large struct{ a, b [256]float64 }

func Execute(m *trait.Molbot) {
	var v large
	for {
		list := []large{v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v}
		m.SetMem(0, float64(len(list)))
	}
}
