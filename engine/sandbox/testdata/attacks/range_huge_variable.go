//go:build ignore

// want: run fuel
package range_huge_variable

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 1 << 62
	for i := range n {
		m.SetMem(0, float64(i))
	}
}
