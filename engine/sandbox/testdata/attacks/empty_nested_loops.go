//go:build ignore

// want: run fuel
package empty_nested_loops

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for range 1 << 30 {
		for range 1 << 30 {
		}
	}
}
