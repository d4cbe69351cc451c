//go:build ignore

// want: run fuel
package tree_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func Execute(m *trait.Molbot) {
	m.SetMem(0, float64(fib(28)))
}
