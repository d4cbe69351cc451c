//go:build ignore

// Long strings that are equal, compared in a loop.
// want: ok
package text_compare

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const turns = 300

func Execute(m *trait.Molbot) {
	a, b := "a", "a"
	for range 12 {
		a += a
		b += b
	}
	n := 0.0
	for range turns {
		if a == b {
			n++
		}
		if a < b {
			n++
		}
	}
	m.SetMem(0, n)
}
