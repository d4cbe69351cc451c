//go:build ignore

// want: ok
package inf_everywhere

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	inf := math.Inf(-1)
	m.ThrustToward(inf, -inf, inf)
	m.Turn(inf, -inf)
	m.SetMem(0, inf)
	m.LeaveScent(0, -inf)
	m.Reproduce(inf)
	m.Crowd(-inf)
	m.NearestFood(inf)
	m.Share(trait.Neighbor{}, -inf)
}
