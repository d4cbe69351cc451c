//go:build ignore

// want: run memory
package make_capacity

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	b := make([]byte, 0, 1<<50)
	m.SetMem(0, float64(cap(b)))
}
