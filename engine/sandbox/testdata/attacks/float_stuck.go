//go:build ignore

// want: run fuel
package float_stuck

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for x := 1e17; x < 2e17; x += 1 {
	}
}
