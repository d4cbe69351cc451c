//go:build ignore

// want: type
package method_on_molbot

import "github.com/ai-genesis/ai-genesis/engine/trait"

func (m *trait.Molbot) Cheat() {}

func Execute(m *trait.Molbot) {
	m.Cheat()
}
