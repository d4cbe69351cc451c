//go:build ignore

// want: run memory
package self_append

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1}
	for {
		xs = append(xs, xs...)
	}
}
