//go:build ignore

package complex_type

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var c complex128 // want type.forbidden: complex128
	_ = c
}
