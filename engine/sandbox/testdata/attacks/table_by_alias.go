//go:build ignore

// want: var.package
package table_by_alias

import "github.com/ai-genesis/ai-genesis/engine/trait"

var table = []float64{1, 2}

func raise(list []float64) { list[0]++ }

func Execute(m *trait.Molbot) {
	raise(table)
	m.SetMem(0, table[0])
}
