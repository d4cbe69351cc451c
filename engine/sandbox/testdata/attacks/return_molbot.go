//go:build ignore

// want: handle.kept
package return_molbot

import "github.com/ai-genesis/ai-genesis/engine/trait"

func other(m *trait.Molbot) *trait.Molbot { return m }

func Execute(m *trait.Molbot) {
	other(m).Eat()
}
