//go:build ignore

// want: run fuel
package float_constant_tiny

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	x := 0x1p-1074
	for x > 0 {
		x = x * 1.0
	}
}
