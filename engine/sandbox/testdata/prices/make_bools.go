//go:build ignore

// A slice of bools takes a word for each.
// want: ok
package make_bools

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	list := make([]bool, 8000)
	m.SetMem(0, float64(len(list)))
}
