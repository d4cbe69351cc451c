//go:build ignore

// A switch on a long string, against long strings.
// want: ok
package text_switch

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
	c := b + "c"
	for range turns {
		switch a {
		case c, c, c:
			n--
		case b:
			n++
		}
	}
	m.SetMem(0, n)
}
