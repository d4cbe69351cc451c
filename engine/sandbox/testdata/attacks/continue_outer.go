//go:build ignore

// want: run fuel
package continue_outer

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 0
outer:
	for {
		for {
			n++
			continue outer
		}
	}
}
