//go:build ignore

// want: run fuel
package append_large

import "github.com/ai-genesis/ai-genesis/engine/trait"

type large struct{ a, b [256]float64 }

func Execute(m *trait.Molbot) {
	list := make([]large, 0, 15)
	var v large
	for {
		m.SetMem(0, float64(len(append(list, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v))))
	}
}
