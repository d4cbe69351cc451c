//go:build ignore

// want: run fuel
package shadow_host

import "github.com/ai-genesis/ai-genesis/engine/trait"

type hosts struct{ n int }

func (hosts) Refill(a, b int) int { return 1 << 60 }

func Execute(m *trait.Molbot) {
	host := hosts{}
	for {
		host.Refill(1, 2)
	}
}
