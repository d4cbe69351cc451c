//go:build ignore

// want: run panic
package nil_value_method

import "github.com/ai-genesis/ai-genesis/engine/trait"

type pair struct{ a float64 }

func (p pair) get() float64 { return p.a }

func Execute(m *trait.Molbot) {
	var p *pair
	m.SetMem(0, p.get())
}
