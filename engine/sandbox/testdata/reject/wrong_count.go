//go:build ignore

package wrong_count

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	food := m.NearestFood(3) // want type.count: assignment mismatch
	_ = food
	m.Eat(1) // want type.arguments: too many arguments
}
