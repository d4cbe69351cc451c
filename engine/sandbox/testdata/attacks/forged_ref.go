//go:build ignore

// want: type
package forged_ref

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	other, _ := m.NearestMolbot(50)
	other.ref = 7
	m.Attack(other)
}
