//go:build ignore

// 4. Float constants are exact.
// want: exact
package exact_constants

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const (
	third = 1.0 / 3
	huge  = 1 << 100
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, third*3-1)
	m.SetMem(1, (0.1+0.2)-0.3)
	m.SetMem(2, math.Pi*1e10)
	x := 0.1
	m.SetMem(3, x+0.2-0.3)
	m.SetMem(4, 1e308*(1e-308*7))
	m.SetMem(5, huge/(huge-1))
}
