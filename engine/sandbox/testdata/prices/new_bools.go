//go:build ignore

// What new makes of bools takes a word for each.
// want: ok
package new_bools

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type wide struct{ a [256][8]bool }

const turns = 300

func Execute(m *trait.Molbot) {
	n := 0.0
	for range turns {
		p := new(wide)
		if !p.a[3][2] {
			n++
		}
	}
	m.SetMem(0, n)
}
