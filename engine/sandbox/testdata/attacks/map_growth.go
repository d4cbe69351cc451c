//go:build ignore

// want: type.map
package map_growth

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	x := map[int]int{}
	for i := 0; ; i++ {
		x[i] = i
	}
}
