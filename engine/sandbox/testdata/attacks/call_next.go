//go:build ignore

// want: undefined
package call_next

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	Next(1 << 60)
}
