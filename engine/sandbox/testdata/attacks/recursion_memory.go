//go:build ignore

// want: run memory
package recursion_memory

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f(n int) []float64 {
	a := make([]float64, 4000)
	if n == 0 {
		return a
	}
	b := f(n - 1)
	a[0] = b[0]
	return a
}

func Execute(m *trait.Molbot) {
	f(10)
}
