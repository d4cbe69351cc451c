//go:build ignore

package package_pointer

import "github.com/ai-genesis/ai-genesis/engine/trait"

var failed error // want var.package: is neither

var at *int // want var.package: is neither

var zero = 0

var half = 1 / zero // want var.package: is not set by a constant

var me *trait.Molbot // want var.package: is neither

var act = func() {} // want var.package: is neither

var grid = [][]float64{{1}} // want var.package: is neither

func Execute(m *trait.Molbot) {
	m.Eat()
}
