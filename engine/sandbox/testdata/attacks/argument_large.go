//go:build ignore

// want: run fuel
package argument_large

import "github.com/ai-genesis/ai-genesis/engine/trait"

type large struct{ a, b [100]float64 }

func deep(v large, n int) int {
	if n > 0 {
		return deep(v, n-1)
	}
	return 1
}

func Execute(m *trait.Molbot) {
	var v large
	for {
		deep(v, 3)
	}
}
