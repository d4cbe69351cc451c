//go:build ignore

// want: undefined
package call_host

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	host.Refill(1, 1)
}
