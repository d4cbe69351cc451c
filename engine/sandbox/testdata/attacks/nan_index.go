//go:build ignore

// want: run panic
package nan_index

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	xs := []float64{1, 2, 3}
	m.SetMem(0, xs[int(math.NaN()*m.Energy())])
}
