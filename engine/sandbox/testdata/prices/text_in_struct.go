//go:build ignore

// Structs of long strings, compared.
// want: ok
package text_in_struct

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type pair struct{ x, y, z string }

const turns = 300

func Execute(m *trait.Molbot) {
	a, b := "a", "a"
	for range 12 {
		a += a
		b += b
	}
	n := 0.0
	p, q := pair{a, a, a}, pair{b, b, b}
	for range turns {
		if p == q {
			n++
		}
	}
	m.SetMem(0, n)
}
