//go:build ignore

// want: run fuel
package function_named_fuel

import "github.com/ai-genesis/ai-genesis/engine/trait"

func fuel() {
	for {
	}
}

func Execute(m *trait.Molbot) {
	fuel()
}
