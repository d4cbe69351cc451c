//go:build ignore

// want: run fuel
package overflow_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i := uint8(0); i < 256-1+1-1 || i == 255; i++ {
	}
}
