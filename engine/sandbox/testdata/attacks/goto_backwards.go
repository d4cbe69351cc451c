//go:build ignore

// want: statement.goto
package goto_backwards

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 0
top:
	n++
	if n > 0 {
		goto top
	}
}
