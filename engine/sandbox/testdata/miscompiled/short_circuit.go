//go:build ignore

// The right side runs only if it must.
// want: exact
package short_circuit

import "github.com/ai-genesis/ai-genesis/engine/trait"

type counter struct{ n float64 }

func (c *counter) hit(v bool) bool {
	c.n++
	return v
}

func Execute(m *trait.Molbot) {
	c := counter{}
	if c.hit(false) && c.hit(true) || c.hit(true) && !c.hit(false) {
		m.SetMem(0, c.n)
	}
	ok := c.hit(true) || c.hit(true)
	for c.hit(c.n < 20) && ok {
	}
	m.SetMem(1, c.n)
}
