//go:build ignore

// want: run fuel
package shadow_builtins

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	len := 3
	make := func(n float64) float64 { return n }
	for len > 2 {
		make(1)
	}
}
