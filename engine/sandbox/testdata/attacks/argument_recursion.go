//go:build ignore

// want: run depth
package argument_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f(n int) int { return f(f(n)) }

func Execute(m *trait.Molbot) {
	f(1)
}
