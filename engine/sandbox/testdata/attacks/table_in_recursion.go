//go:build ignore

// want: run depth
package table_in_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

var table = [50]float64{49: 1}

func again(n int) float64 { return table[n%50] + again(n+1) }

func Execute(m *trait.Molbot) {
	m.SetMem(0, again(0))
}
