//go:build ignore

// want: ok
package senses_of_nan

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	r := math.NaN()
	for i := 0; i < 5; i++ {
		m.NearestFood(r)
		m.Crowd(math.Inf(1))
		m.NearestKin(-1)
		m.Turn(r, r)
		m.ThrustToward(r, math.Inf(-1), r*1e308)
		m.LeaveScent(i*1000, r)
	}
}
