//go:build ignore

// want: run fuel
package continue_in_switch

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	i := 0
outer:
	for {
		switch i % 3 {
		case 0:
			continue outer
		default:
			break outer
		}
	}
}
