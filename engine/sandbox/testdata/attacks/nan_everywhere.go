//go:build ignore

// want: ok
package nan_everywhere

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	nan := math.NaN()
	m.ThrustToward(nan, nan, nan)
	m.Turn(nan, nan)
	m.SetMem(0, nan)
	m.LeaveScent(0, nan)
	m.Reproduce(nan)
	m.Crowd(nan)
	m.NearestFood(nan)
	m.Share(trait.Neighbor{}, nan)
}
