//go:build ignore

// Recursion: shallow.
package recursion

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func power(x float64, n int) float64 {
	if n == 0 {
		return 1
	}
	half := power(x, n/2)
	if n%2 == 0 {
		return half * half
	}
	return half * half * x
}

func Execute(m *trait.Molbot) {
	m.SetMem(0, power(1.01, 12))
}
