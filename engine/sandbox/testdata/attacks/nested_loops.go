//go:build ignore

// want: run fuel
package nested_loops

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for range 1000 {
		for range 1000 {
			for range 1000 {
				m.Eat()
			}
		}
	}
}
