//go:build ignore

// want: run depth
package method_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

type x struct{ n int }

func (v x) f() { v.f() }

func Execute(m *trait.Molbot) {
	x{}.f()
}
