//go:build ignore

// want: run fuel
package inf_loop

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	for x := 0.0; x < math.Inf(1); x += 1 {
	}
}
