//go:build ignore

// want: run fuel
package loop_in_post

import "github.com/ai-genesis/ai-genesis/engine/trait"

func grow(i int) int { return i>>1 | 1 }

func Execute(m *trait.Molbot) {
	for i := 1; i > 0; i = grow(i) {
	}
}
