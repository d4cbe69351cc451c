//go:build ignore

// want: var.package
package literal_call_variable

import "github.com/ai-genesis/ai-genesis/engine/trait"

var x = func() float64 {
	for {
	}
}()

func Execute(m *trait.Molbot) {
	m.SetMem(0, x)
}
