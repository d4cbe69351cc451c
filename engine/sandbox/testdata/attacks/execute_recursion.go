//go:build ignore

// want: run depth
package execute_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	Execute(m)
}
