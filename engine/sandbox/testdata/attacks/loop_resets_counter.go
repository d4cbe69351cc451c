//go:build ignore

// want: run fuel
package loop_resets_counter

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i := 0; i < 3; i++ {
		i = 0
	}
}
