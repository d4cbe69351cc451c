//go:build ignore

// 10. Interfaces hold a copy.
// want: refused type.interface
package interfaces

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	x := 1.0
	var i any = x
	x = 2
	m.SetMem(0, i.(float64)+x)
}
