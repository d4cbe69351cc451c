//go:build ignore

// want: run panic
package modulo_zero

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := uint8(m.Age()) * 0
	m.SetMem(0, float64(1%n))
}
