//go:build ignore

// want: run fuel
package for_true

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for true {
		m.Eat()
	}
}
