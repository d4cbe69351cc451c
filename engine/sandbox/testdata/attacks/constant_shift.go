//go:build ignore

// want: type
package constant_shift

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.SetMem(0, float64(1<<1000000000))
}
