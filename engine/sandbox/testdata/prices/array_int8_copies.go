//go:build ignore

// Arrays of small elements, copied in a loop.
// want: ok
package array_int8_copies

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const turns = 300

func Execute(m *trait.Molbot) {
	var a, b, c, d [256]int8
	for i := range turns {
		a[1] = int8(i)
		b = a
		c = b
		d = c
		a = d
	}
	m.SetMem(0, float64(a[1]))
}
