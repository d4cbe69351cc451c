//go:build ignore

// want: run fuel
package busy_switch

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 0
	for {
		switch n % 3 {
		case 0:
			n++
		case 1:
			n += 2
		default:
			n = 0
		}
	}
}
