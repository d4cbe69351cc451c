//go:build ignore

// want: run memory
package make_huge

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	b := make([]byte, 1<<40)
	b[0] = 1
}
