//go:build ignore

// want: type.large
package array_of_arrays

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var a [256][256]float64
	a[0][0] = 1
}
