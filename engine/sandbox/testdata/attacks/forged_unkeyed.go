//go:build ignore

// want: type
package forged_unkeyed

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.Attack(trait.Neighbor{1, 1, 1, 1, 1, 1, 1, 1, 7})
}
