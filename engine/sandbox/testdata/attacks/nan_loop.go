//go:build ignore

// want: run fuel
package nan_loop

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	x := math.NaN()
	for !(x > 3) {
		x++
	}
}
