//go:build ignore

// A function that calls itself, with large variables in a loop that is never entered, called often.
// want: dryrun.fuel
package frame_wide

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const turns = 150

func wide(n int, s float64) float64 {
	for i := 0; n > 300 && i < 2; i++ {
		for n > 400 {
			var v0 [2][256]float64
			v0[i][n] = s
			s += v0[0][n]
			var v1 [2][256]float64
			v1[i][n] = s
			s += v1[0][n]
			var v2 [2][256]float64
			v2[i][n] = s
			s += v2[0][n]
			var v3 [2][256]float64
			v3[i][n] = s
			s += v3[0][n]
			var v4 [2][256]float64
			v4[i][n] = s
			s += v4[0][n]
			var v5 [2][256]float64
			v5[i][n] = s
			s += v5[0][n]
			var v6 [2][256]float64
			v6[i][n] = s
			s += v6[0][n]
		}
	}
	if n > 0 {
		return wide(n-1, s)
	}
	return s
}

func Execute(m *trait.Molbot) {
	s := 0.0
	for range turns {
		s = wide(2, s)
	}
	m.SetMem(0, s)
}
