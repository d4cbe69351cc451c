//go:build ignore

// want: undefined
package slow_bessel

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, math.Jn(1<<40, 1)+math.Yn(1<<40, 2))
}
