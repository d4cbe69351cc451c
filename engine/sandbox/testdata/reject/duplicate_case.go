//go:build ignore

package duplicate_case

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	switch n := int(m.Age()); n {
	case 1:
		m.Eat()
	case 1: // want type: duplicate case
		m.Brake()
	}
}
