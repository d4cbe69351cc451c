//go:build ignore

// want: type.large
package array_overflow_size

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var a [1 << 20][1 << 20][1 << 20][1 << 20]float64
	a[0][0][0][0] = 1
}
