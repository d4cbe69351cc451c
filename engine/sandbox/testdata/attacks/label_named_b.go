//go:build ignore

// want: run fuel
package label_named_b

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
B:
	for {
		for {
			continue B
		}
	}
}
