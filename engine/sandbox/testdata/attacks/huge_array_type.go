//go:build ignore

// want: type.large
package huge_array_type

import "github.com/ai-genesis/ai-genesis/engine/trait"

type big [1 << 40]float64

func Execute(m *trait.Molbot) {
	var p *big
	if p != nil {
		m.Eat()
	}
}
