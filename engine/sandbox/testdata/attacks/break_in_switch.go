//go:build ignore

// want: run fuel
package break_in_switch

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for {
		switch {
		case m.Age() >= 0:
			break
		}
	}
}
