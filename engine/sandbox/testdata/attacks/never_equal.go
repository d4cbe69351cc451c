//go:build ignore

// want: run fuel
package never_equal

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for x := 0.0; x != 1; x += 0.3 {
	}
}
