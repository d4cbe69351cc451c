//go:build ignore

// want: run panic
package divide_by_zero

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := int(m.Age()) * 0
	m.SetMem(0, float64(1/n))
}
