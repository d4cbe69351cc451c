//go:build ignore

// want: run panic
package nil_method

import "github.com/ai-genesis/ai-genesis/engine/trait"

type pair struct{ a float64 }

func (p *pair) set(v float64) { p.a = v }

func Execute(m *trait.Molbot) {
	var p *pair
	p.set(3)
}
