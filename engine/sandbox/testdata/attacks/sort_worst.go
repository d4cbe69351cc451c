//go:build ignore

// want: run fuel
package sort_worst

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := make([]float64, 2000)
	for i := range xs {
		for j := range xs {
			if xs[i] <= xs[j] {
				xs[i], xs[j] = xs[j]+1, xs[i]
			}
		}
	}
}
