//go:build ignore

// want: constant.large
package constant_exponent

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.SetMem(0, 1e999999999)
}
