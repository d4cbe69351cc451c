//go:build ignore

// want: ok
package min_int_divide

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := -1
	low := -1 << 63
	low /= n
	m.SetMem(0, float64(low))
}
