//go:build ignore

// A float divided by the constant 0 is an infinity or not a number; the interpreter refuses to load it.
// want: exact
package float_by_zero

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const third = 1.0 / 3

func Execute(m *trait.Molbot) {
	x := m.Energy() + 1
	if math.IsInf(x/(third-third), 1) {
		m.SetMem(0, 1)
	}
	if math.IsInf(-x/0, -1) {
		m.SetMem(1, 1)
	}
	y := x - x
	if r := y / 0.0; r != r {
		m.SetMem(2, 1)
	}
	f := float32(x)
	f /= 0
	if f > 1e38 {
		m.SetMem(3, 1)
	}
}
