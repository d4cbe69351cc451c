//go:build ignore

package recover_call

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	if recover() != nil { // want call.forbidden: recover is not allowed
		m.Eat()
	}
}
