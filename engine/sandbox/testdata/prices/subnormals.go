//go:build ignore

// Sums, products, quotients and roots that are or become subnormal, for which many processors take fifty times as long.
// want: ok
package subnormals

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const turns = 150

func Execute(m *trait.Molbot) {
	x, y, z := 5e-320, 0.7, float32(1e-40)
	for range turns {
		x = x*y + 5e-320
		x = x / 1.5 * 1.5
		y = 1e-160*1e-160*y + x*1e300*0 + 0.7
		z = z*0.9 + 1e-41
		x += 2.3e-308 - y*3.2e-308
	}
	m.SetMem(0, x+y+math.Sqrt(x)+math.Exp(x)+math.Atan(x*1e-3)+math.Cosh(x)+float64(z))
}
