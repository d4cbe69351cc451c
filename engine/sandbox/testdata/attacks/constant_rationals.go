//go:build ignore

// want: ok
package constant_rationals

import "github.com/ai-genesis/ai-genesis/engine/trait"

const (
	a = 1.0 / 3
	b = a * a
	c = b * b
	d = c * c
	e = d * d
	f = e * e
	z = f * f
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, z)
}
