//go:build ignore

// want: run fuel
package shadow_fuel

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	fuel, line, depth := 1<<60, 0, 0
	for {
		fuel++
		line++
		depth--
	}
}
