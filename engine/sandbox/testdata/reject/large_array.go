//go:build ignore

package large_array

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var a [300]float64 // want type.large: 300 elements
	m.SetMem(0, a[1])
}
