//go:build ignore

// 1. Named results keep the old value of the caller.
// want: exact
package named_results

import "github.com/ai-genesis/ai-genesis/engine/trait"

func s() (t float64) {
	t++
	return
}

func Execute(m *trait.Molbot) {
	for i := range 3 {
		m.SetMem(i, s())
	}
}
