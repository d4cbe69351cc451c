//go:build ignore

// want: run panic
package nil_deref

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var p *float64
	m.SetMem(0, *p)
}
