//go:build ignore

// want: type.interface
package interface_any

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var x any = m
	if y, ok := x.(interface{ Begin() }); ok {
		y.Begin()
	}
}
