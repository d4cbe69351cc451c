//go:build ignore

// want: ok
package huge_lgamma

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	v, _ := math.Lgamma(1e300)
	m.SetMem(0, math.Gamma(-1e5)+math.Mod(1e308, 5e-324)+math.Ldexp(1, 1<<30)+math.Pow10(1<<30)+v)
}
