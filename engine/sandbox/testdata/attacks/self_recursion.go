//go:build ignore

// want: run depth
package self_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f() { f() }

func Execute(m *trait.Molbot) {
	f()
}
