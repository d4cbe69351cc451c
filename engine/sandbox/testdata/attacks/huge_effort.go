//go:build ignore

// want: ok
package huge_effort

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.ThrustToward(1e308, 1e308, 1e308)
	m.Turn(1e308, -1e308)
	m.LeaveScent(0, 1e308)
	m.Reproduce(1e308)
	m.SetMem(0, 1e308)
}
