//go:build ignore

// want: run memory
package variadic_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func again(xs ...float64) int { return again(append(xs, xs...)...) + 1 }

func Execute(m *trait.Molbot) {
	m.SetMem(0, float64(again(1)))
}
