//go:build ignore

// want: run panic
package nil_target

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var f *trait.Food
	m.ThrustToward(f.DX, 1, 1)
}
