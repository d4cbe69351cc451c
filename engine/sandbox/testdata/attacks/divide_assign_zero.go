//go:build ignore

// want: run panic
package divide_assign_zero

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	a, n := 5, int(m.Age())*0
	a /= n
	m.SetMem(0, float64(a))
}
