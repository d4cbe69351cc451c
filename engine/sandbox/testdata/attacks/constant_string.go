//go:build ignore

// want: constant.large
package constant_string

import "github.com/ai-genesis/ai-genesis/engine/trait"

const (
	a = "0123456789abcdef"
	b = a + a + a + a + a + a + a + a
	c = b + b + b + b + b + b + b + b
	d = c + c + c + c + c + c + c + c
	e = d + d + d + d + d + d + d + d
	f = e + e + e + e + e + e + e + e
	g = f + f + f + f + f + f + f + f
	z = g + g + g + g + g + g + g + g
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, float64(len(z)))
}
