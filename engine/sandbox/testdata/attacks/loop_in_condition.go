//go:build ignore

// want: run fuel
package loop_in_condition

import "github.com/ai-genesis/ai-genesis/engine/trait"

func slow() int {
	n := 0
	for n < 100 {
		n++
	}
	return n
}

func Execute(m *trait.Molbot) {
	for slow() > 0 {
	}
}
