//go:build ignore

// want: run panic
package overflow_index

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := make([]float64, 4)
	i := 1 << 62
	m.SetMem(0, xs[i*2+i*2+i+int(m.Age())])
}
