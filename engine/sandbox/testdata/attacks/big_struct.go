//go:build ignore

// want: type.large
package big_struct

import "github.com/ai-genesis/ai-genesis/engine/trait"

type wide struct{ a, b, c [200]float64 }

func Execute(m *trait.Molbot) {
	var w wide
	w.a[0] = 1
	m.SetMem(0, w.b[3])
}
