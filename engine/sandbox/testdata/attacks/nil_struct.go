//go:build ignore

// want: run panic
package nil_struct

import "github.com/ai-genesis/ai-genesis/engine/trait"

type pair struct{ a float64 }

func Execute(m *trait.Molbot) {
	var p *pair
	p.a = 1
}
