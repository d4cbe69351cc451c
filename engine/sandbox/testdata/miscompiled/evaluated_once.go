//go:build ignore

// Operands are evaluated once.
// want: exact
package evaluated_once

import "github.com/ai-genesis/ai-genesis/engine/trait"

type counter struct{ n int }

func (c *counter) next() int {
	c.n++
	return c.n - 1
}

func Execute(m *trait.Molbot) {
	c := counter{}
	xs := []float64{0, 0, 0, 0}
	xs[c.next()] += 5
	xs[c.next()]++
	xs[c.next()], xs[c.next()] = 7, 8
	for i, x := range xs {
		m.SetMem(i, x)
	}
	m.SetMem(4, float64(c.n))
	switch c.next() {
	case 7, 8, 4:
		m.SetMem(5, 1)
	}
	m.SetMem(6, float64(c.n))
}
