//go:build ignore

// want: ok
package shift_huge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := uint(1 << 40)
	x := 1
	m.SetMem(0, float64(x<<n)+float64(x>>n))
}
