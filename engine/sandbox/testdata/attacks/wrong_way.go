//go:build ignore

// want: run fuel
package wrong_way

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i := 10; i > 0; i++ {
		m.Eat()
	}
}
