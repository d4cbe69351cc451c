//go:build ignore

package fallthrough_statement

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	switch {
	case m.CanBreed():
		fallthrough // want statement.fallthrough: fallthrough is not allowed
	default:
		m.Eat()
	}
}
