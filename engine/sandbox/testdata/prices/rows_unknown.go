//go:build ignore

// Rows of an array that lives in variables, at an index that is not known.
// want: ok
package rows_unknown

import "github.com/ai-genesis/ai-genesis/engine/trait"

const turns = 150

func Execute(m *trait.Molbot) {
	var a [8][128]bool
	var e [128]bool
	n := int(m.Rand() * 8)
	for i := 0; i < turns; i++ {
		e = a[n&7]
		n += 5
		a[n&7] = e
	}
	if e[3] {
		m.SetMem(0, 1)
	}

}
