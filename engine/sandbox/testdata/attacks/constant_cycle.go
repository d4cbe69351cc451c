//go:build ignore

// want: type
package constant_cycle

import "github.com/ai-genesis/ai-genesis/engine/trait"

const x = y

const y = x

func Execute(m *trait.Molbot) {
	m.SetMem(0, x)
}
