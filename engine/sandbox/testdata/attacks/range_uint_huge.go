//go:build ignore

// want: run fuel
package range_uint_huge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for range uint64(1<<64 - 1) {
	}
}
