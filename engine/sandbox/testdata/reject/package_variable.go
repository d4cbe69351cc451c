//go:build ignore

package package_variable

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

var count int // want var.package: is changed

var table = [2]float64{1, 2} // want var.package: is changed

var list = []float64{1, 2} // want var.package: is changed

var aliased = []float64{1, 2} // want var.package: is changed

var sliced = [2]float64{1, 2} // want var.package: address is taken

var counter tally // want var.package: address is taken

var ranged int // want var.package: is changed

var root = math.Sqrt(2) // want var.package: is not set by a constant

var start, rest = two() // want var.package: is not set by a constant

type tally struct{ n int }

func (t *tally) add() { t.n++ }

func two() (float64, float64) { return 1, 2 }

func Execute(m *trait.Molbot) {
	count++
	table[1] = m.Energy()
	list[0] += 1
	mine := aliased
	mine[0] = 2
	_ = sliced[:]
	counter.add()
	for ranged = range 3 {
		m.Eat()
	}
}
