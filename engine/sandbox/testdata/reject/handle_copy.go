//go:build ignore

package handle_copy

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	c := *m // want handle.kept: passed on or asked to act
	c.Eat()
}
