//go:build ignore

// want: run fuel
package method_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

type counter struct{ n int }

func (c *counter) up() { c.n++ }

func Execute(m *trait.Molbot) {
	var c counter
	for {
		c.up()
	}
}
