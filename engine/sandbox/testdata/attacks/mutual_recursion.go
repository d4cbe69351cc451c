//go:build ignore

// want: run depth
package mutual_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f(n int) int { return g(n) }

func g(n int) int { return f(n + 1) }

func Execute(m *trait.Molbot) {
	f(1)
}
