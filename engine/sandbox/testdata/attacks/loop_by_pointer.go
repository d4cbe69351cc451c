//go:build ignore

// want: run fuel
package loop_by_pointer

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i := 0; i < 3; i++ {
		p := &i
		*p = 0
	}
}
