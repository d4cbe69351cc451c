//go:build ignore

// want: ok
package struct_doubling

import "github.com/ai-genesis/ai-genesis/engine/trait"

type a struct{ x, y [16]float64 }
type b struct{ x, y a }
type c struct{ x, y b }
type d struct{ x, y c }
type e struct{ x, y d }

func Execute(m *trait.Molbot) {
	var x e
	_ = x
	m.Eat()
}
