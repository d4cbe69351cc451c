//go:build ignore

// want: run panic
package make_length_over_capacity

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 5
	b := make([]byte, n, n-3)
	m.SetMem(0, float64(len(b)))
}
