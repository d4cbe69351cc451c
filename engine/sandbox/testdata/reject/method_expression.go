//go:build ignore

package method_expression

import "github.com/ai-genesis/ai-genesis/engine/trait"

type p struct{ a float64 }

func (q p) get() float64 { return q.a }

func Execute(m *trait.Molbot) {
	m.SetMem(0, p.get(p{1})) // want method.value: called on a value
}
