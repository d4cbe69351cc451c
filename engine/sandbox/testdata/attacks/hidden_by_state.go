//go:build ignore

// want: run fuel
package hidden_by_state

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	if m.Age() > 0 && m.Age() < 5001 {
		for {
		}
	}
}
