//go:build ignore

package complex_number

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	c := 1i // want type.forbidden: complex numbers
	_ = c
}
