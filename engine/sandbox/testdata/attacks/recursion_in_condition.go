//go:build ignore

// want: run depth
package recursion_in_condition

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f() bool { return f() && f() }

func Execute(m *trait.Molbot) {
	if f() {
		m.Eat()
	}
}
