//go:build ignore

// want: run fuel
package closure_many_times

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 0
	f := func() { n++ }
	for range 1 << 40 {
		f()
	}
}
