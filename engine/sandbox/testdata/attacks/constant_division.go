//go:build ignore

// want: type
package constant_division

import "github.com/ai-genesis/ai-genesis/engine/trait"

const third = 1.0 / 3

func Execute(m *trait.Molbot) {
	m.SetMem(0, 1/(third-third))
}
