//go:build ignore

// want: run fuel
package lanes_loop_apart

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := int(m.Rand() * 1e9)
	for i := 0; i < n+100000; i++ {
		if i%2 == 0 {
			continue
		}
		m.SetMem(0, float64(i))
	}
}
