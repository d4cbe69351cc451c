//go:build ignore

package method_value

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	eat := m.Eat // want method.value: a method can be called
	eat()
}
