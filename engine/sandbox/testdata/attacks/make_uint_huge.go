//go:build ignore

// want: run panic
package make_uint_huge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := uint64(1<<63 + 5)
	b := make([]byte, n)
	b[0] = 1
}
