//go:build ignore

// want: run fuel
package array_copies

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var a [256]float64
	for {
		b := a
		a = b
	}
}
