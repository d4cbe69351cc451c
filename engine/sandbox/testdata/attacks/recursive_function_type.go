//go:build ignore

// want: func.value
package recursive_function_type

import "github.com/ai-genesis/ai-genesis/engine/trait"

type fn func(fn)

func Execute(m *trait.Molbot) {
	var f fn
	f = func(g fn) { g(g) }
	f(f)
}
