//go:build ignore

package handle_stored

import "github.com/ai-genesis/ai-genesis/engine/trait"

type body struct{ m *trait.Molbot }

func Execute(m *trait.Molbot) {
	b := body{m} // want handle.kept: can't be kept
	b.m.Eat()    // want handle.kept: only the molbot
}
