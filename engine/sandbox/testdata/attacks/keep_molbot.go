//go:build ignore

// want: handle.kept
package keep_molbot

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []*trait.Molbot{m}
	xs[0].Eat()
}
