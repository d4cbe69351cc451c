//go:build ignore

// want: run memory
package append_structs

import "github.com/ai-genesis/ai-genesis/engine/trait"

type row struct{ cells [100]float64 }

func Execute(m *trait.Molbot) {
	var xs []row
	for {
		xs = append(xs, row{})
	}
}
