//go:build ignore

// want: type.large
package array_of_wide

import "github.com/ai-genesis/ai-genesis/engine/trait"

type a [256]float64
type b [256]a
type c [256]b

func Execute(m *trait.Molbot) {
	var a c
	a[0][0][0] = 1
	m.SetMem(0, a[0][0][0])
}
