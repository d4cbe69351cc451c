//go:build ignore

// Integers of every size wrap around.
// want: exact
package integer_wrap

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	a, b, c := uint8(250), int8(-128), int32(math.MaxInt32)
	a += 10
	b--
	c++
	d := uint64(0)
	d--
	e := int64(math.MinInt64)
	e = -e
	m.SetMem(0, float64(a))
	m.SetMem(1, float64(b))
	m.SetMem(2, float64(c))
	m.SetMem(3, float64(d))
	m.SetMem(4, float64(e))
	f := -b / -1
	m.SetMem(5, float64(f))
	m.SetMem(6, float64(^a)+float64(a<<3>>3))
}
