//go:build ignore

// want: type
package execute_twice

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) { m.Brake() }

func Execute(m *trait.Molbot) {
	m.Eat()
}
