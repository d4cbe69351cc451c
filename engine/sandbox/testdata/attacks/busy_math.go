//go:build ignore

// want: run fuel
package busy_math

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	x := 1.0
	for {
		x = math.Sin(math.Exp(math.Tan(x)))
	}
}
