//go:build ignore

// want: run fuel
package busy_rand

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for m.Rand() < 2 {
	}
}
