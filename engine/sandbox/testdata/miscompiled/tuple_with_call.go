//go:build ignore

// 2. Tuple assignment with a call.
// want: exact
package tuple_with_call

import "github.com/ai-genesis/ai-genesis/engine/trait"

func g(x float64) float64 { return x * 10 }

func Execute(m *trait.Molbot) {
	a, b := 1.0, 2.0
	a, b = b, g(a)
	m.SetMem(0, a)
	m.SetMem(1, b)
}
