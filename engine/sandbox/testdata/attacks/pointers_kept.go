//go:build ignore

// want: run fuel
package pointers_kept

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var xs []*[256]float64
	for {
		xs = append(xs, new([256]float64))
	}
}
