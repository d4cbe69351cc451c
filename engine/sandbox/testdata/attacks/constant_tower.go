//go:build ignore

// want: constant.large
package constant_tower

import "github.com/ai-genesis/ai-genesis/engine/trait"

const (
	a = 1 << 500
	b = a * a
	c = b * b
	d = c * c
	z = d * d
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, float64(z&1))
}
