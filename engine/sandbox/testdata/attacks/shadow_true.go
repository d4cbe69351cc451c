//go:build ignore

// want: run fuel
package shadow_true

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	true := m.Age() >= 0
	for true {
	}
}
