//go:build ignore

// want: run memory
package range_own_slice

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []int{1}
	for i := 0; i < len(xs); i++ {
		xs = append(xs, i, i, i, i, i, i, i, i)
	}
}
