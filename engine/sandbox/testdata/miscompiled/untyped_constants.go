//go:build ignore

// 3. Untyped constants take the type of their place.
// want: exact
package untyped_constants

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f(x float64) float64 { return x }

func r() float64 { return 7 / 2 }

func Execute(m *trait.Molbot) {
	var x float64
	x = 3 / 2
	x += 1 / 2
	m.SetMem(0, x+f(5/2)+r())
	x = 3.0 / 2
	m.SetMem(1, x+7/2.0)
}
