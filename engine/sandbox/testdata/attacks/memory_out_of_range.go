//go:build ignore

// want: ok
package memory_out_of_range

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.SetMem(-1, 1)
	m.SetMem(8, 1)
	m.SetMem(1<<62, 1)
	m.SetMem(0, m.Mem(-5)+m.Mem(1<<62))
}
