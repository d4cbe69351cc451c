//go:build ignore

// want: run depth
package lanes_recursion_apart

import "github.com/ai-genesis/ai-genesis/engine/trait"

func down(n float64) float64 {
	if n < 1 {
		return 0
	}
	if m := n / 2; m > 3 {
		return down(n-1) + 1
	}
	return down(n-1) - 1
}

func Execute(m *trait.Molbot) {
	m.SetMem(0, down(40+m.Rand()*60))
}
