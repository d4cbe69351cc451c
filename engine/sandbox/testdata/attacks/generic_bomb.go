//go:build ignore

// want: generic
package generic_bomb

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f[T any](x T) T { return f(x) }

func Execute(m *trait.Molbot) {
	m.SetMem(0, f(1))
}
