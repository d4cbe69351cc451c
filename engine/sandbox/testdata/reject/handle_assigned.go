//go:build ignore

package handle_assigned

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m = nil // want handle.kept: only the molbot that was passed
	m.Eat()
}
