//go:build ignore

// want: run memory
package make_overflow

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 1<<62 + 1<<61
	b := make([][256]float64, n, n)
	b[0][0] = 1
}
