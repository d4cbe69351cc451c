//go:build ignore

// Arrays: fixed tables, values that are copied.
package arrays

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type table [8]float64

func Execute(m *trait.Molbot) {
	compass := [8][2]float64{{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}
	var score table
	for i, d := range compass {
		score[i] = d[0]*m.Speed() + d[1]
	}
	best := 0
	for i := 1; i < len(score); i++ {
		if score[i] > score[best] {
			best = i
		}
	}
	saved := score
	score[best] = -1
	m.ThrustToward(compass[best][0], compass[best][1], saved[best]/10)
}
