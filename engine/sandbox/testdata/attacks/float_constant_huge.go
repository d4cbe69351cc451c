//go:build ignore

// want: type.mismatch
package float_constant_huge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.SetMem(0, 1e400)
}
