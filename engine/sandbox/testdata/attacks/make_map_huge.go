//go:build ignore

// want: type.map
package make_map_huge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	x := make(map[int]int, 1<<40)
	x[1] = 1
}
