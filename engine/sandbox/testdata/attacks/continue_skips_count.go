//go:build ignore

// want: run fuel
package continue_skips_count

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i := 0; i < 10; {
		if m.Age() >= 0 {
			continue
		}
		i++
	}
}
