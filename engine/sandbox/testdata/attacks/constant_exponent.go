//go:build ignore

// want: type
package constant_exponent

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.SetMem(0, 1e999999999)
}
