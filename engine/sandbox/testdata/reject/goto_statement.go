//go:build ignore

package goto_statement

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
again:
	m.Eat()
	goto again // want statement.goto: goto is not allowed
}
