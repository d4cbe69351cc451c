//go:build ignore

// The least and the greatest of long strings.
// want: ok
package text_extremes

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const turns = 300

func Execute(m *trait.Molbot) {
	a, b := "a", "a"
	for range 12 {
		a += a
		b += b
	}
	n := 0
	for range turns {
		n += len(min(a, b)) + len(max(b, a, b))
	}
	m.SetMem(0, float64(n))
}
