//go:build ignore

// want: run memory
package make_huge_variable

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 1 << 40
	b := make([]byte, n)
	b[0] = 1
}
