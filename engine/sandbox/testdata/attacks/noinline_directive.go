//go:build ignore

// want: directive
package noinline_directive

import "github.com/ai-genesis/ai-genesis/engine/trait"

//go:noinline
func f() {}

func Execute(m *trait.Molbot) {
	m.Eat()
}
