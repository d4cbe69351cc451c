//go:build ignore

// want: undefined
package write_fuel

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	fuel = 1 << 60
	for {
	}
}
