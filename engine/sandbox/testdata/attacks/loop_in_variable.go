//go:build ignore

// want: var.package
package loop_in_variable

import "github.com/ai-genesis/ai-genesis/engine/trait"

var x = spin()

func spin() float64 {
	for {
	}
}

func Execute(m *trait.Molbot) {
	m.SetMem(0, x)
}
