//go:build ignore

// 6. A mixed := assigns to a captured variable.
// want: exact
package redefined_captured

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	x := 1.0
	get := func() float64 { return x }
	x, y := 2.0, 3.0
	m.SetMem(0, get()+y)
}
