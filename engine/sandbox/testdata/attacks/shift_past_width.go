//go:build ignore

// want: run fuel
package shift_past_width

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := uint(m.Age()) + 64
	x := 1
	for {
		x = x<<n | x>>n | 1
	}
}
