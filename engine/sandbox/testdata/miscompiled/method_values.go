//go:build ignore

// 9. Method values bind early.
// want: refused method.value
package method_values

import "github.com/ai-genesis/ai-genesis/engine/trait"

type pair struct{ x float64 }

func (p pair) get() float64 { return p.x }

func Execute(m *trait.Molbot) {
	p := pair{1}
	get := p.get
	p.x = 2
	m.SetMem(0, get())
}
