//go:build ignore

package closure_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var f func(int) int                     // want func.value: a function can't be kept
	f = func(n int) int { return f(n - 1) } // want func.value: function literal
	f(3)
}
