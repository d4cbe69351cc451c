//go:build ignore

// want: run fuel
package closure_of_closure

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	a := func(n int) int { return n + 1 }
	b := func(n int) int { return a(a(n)) }
	c := func(n int) int { return b(b(n)) }
	for {
		c(1)
	}
}
