//go:build ignore

// want: run fuel
package helper_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func spin(m *trait.Molbot) {
	for {
		m.Brake()
	}
}

func Execute(m *trait.Molbot) {
	spin(m)
}
