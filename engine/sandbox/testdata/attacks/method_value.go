//go:build ignore

// want: method.value
package method_value

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	eat := m.Eat
	for {
		eat()
	}
}
