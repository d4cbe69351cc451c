//go:build ignore

// want: run fuel
package scent_for_ever

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i := 0; ; i++ {
		m.LeaveScent(i, 10)
	}
}
