//go:build ignore

// want: statement.goto
package goto_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
again:
	goto again
}
