//go:build ignore

// 21. Negative zero stays one.
// want: exact
package negative_zero

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func same(x float64) float64 { return x }

func Execute(m *trait.Molbot) {
	z := 0.0
	n := -z
	m.SetMem(0, 1/math.Inf(-1))
	if math.Signbit(n) {
		m.SetMem(1, 1)
	}
	if math.Signbit(same(n)) {
		m.SetMem(2, 1)
	}
	if math.Signbit(-z*1) && !math.Signbit(0-z) {
		m.SetMem(3, 1)
	}
	m.SetMem(4, n)
	if math.Signbit(max(n, -z)) && !math.Signbit(max(n, z)) {
		m.SetMem(5, 1)
	}
}
