//go:build ignore

package unknown_method

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.MoveTo(1, 2)   // want undefined: m.MoveTo undefined
	m.nearestFood(3) // want undefined: m.nearestFood undefined
}
