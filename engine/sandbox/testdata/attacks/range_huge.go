//go:build ignore

// want: run fuel
package range_huge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for range 1 << 62 {
	}
}
