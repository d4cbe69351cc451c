//go:build ignore

// Pointers: to variables, to new values, nil.
package pointers

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type tally struct {
	count int
	best  *float64
}

func (t *tally) see(v *float64) {
	t.count++
	if t.best == nil || *v > *t.best {
		t.best = v
	}
}

func Execute(m *trait.Molbot) {
	a, b := m.Mem(0), m.Mem(1)
	t := &tally{}
	t.see(&a)
	t.see(&b)
	*t.best += 1
	n := new(int)
	*n = t.count
	m.SetMem(0, a+b+float64(*n))
}
