//go:build ignore

// want: var.package
package shared_variable

import "github.com/ai-genesis/ai-genesis/engine/trait"

var count int

func Execute(m *trait.Molbot) {
	count++
	m.SetMem(0, float64(count))
}
