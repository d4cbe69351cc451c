//go:build ignore

// want: handle.kept
package keep_molbot_struct

import "github.com/ai-genesis/ai-genesis/engine/trait"

type keeper struct{ m *trait.Molbot }

func Execute(m *trait.Molbot) {
	k := keeper{m}
	k.m.Eat()
}
