//go:build ignore

// want: run fuel
package closure_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	f := func() {
		for {
		}
	}
	f()
}
