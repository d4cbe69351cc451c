//go:build ignore

// want: run panic
package make_negative

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := -1
	b := make([]byte, n)
	m.SetMem(0, float64(len(b)))
}
