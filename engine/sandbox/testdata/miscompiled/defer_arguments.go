//go:build ignore

// 12. Deferred calls keep their arguments.
// want: refused statement.defer
package defer_arguments

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	x := 1.0
	defer m.SetMem(0, x)
	x = 2
}
