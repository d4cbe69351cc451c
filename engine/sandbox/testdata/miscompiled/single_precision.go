//go:build ignore

// Floats of 32 bits round after each step.
// want: exact
package single_precision

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	a := float32(0.1)
	b := a * 3
	b += 0.7
	c := float64(b) - float64(a)/3
	m.SetMem(0, c)
	m.SetMem(1, float64(a*a+b/a))
	m.SetMem(2, float64(float32(16777216)+a*10))
}
