//go:build ignore

// 21. Negative zero stays one in what a function that is really called is given.
// want: exact
package negative_zero_called

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type pair struct{ a, b float64 }

func deep(n int, x float64, y float32, p pair, list [2]float64) float64 {
	if n > 0 {
		return deep(n-1, x, y, p, list)
	}
	code := 0.0
	for i, v := range []float64{x, float64(y), p.a, p.b, list[0], list[1]} {
		if math.Signbit(v) {
			code += math.Pow(2, float64(i))
		}
	}
	return code
}

func (p pair) signs(n int) float64 {
	if n > 0 {
		return p.signs(n - 1)
	}
	return math.Copysign(1, p.a) + 2*math.Copysign(1, p.b)
}

func Execute(m *trait.Molbot) {
	z := 0.0
	n := -z
	m.SetMem(0, deep(2, n, float32(n), pair{n, z}, [2]float64{z, n}))
	m.SetMem(1, deep(2, z, float32(z), pair{n, n}, [2]float64{n, n}))
	m.SetMem(2, deep(2, 1, 1, pair{z, z}, [2]float64{}))
	m.SetMem(3, pair{n, z}.signs(1))
	m.SetMem(4, pair{z, n}.signs(1))
	m.SetMem(5, pair{n, n}.signs(1))
}
