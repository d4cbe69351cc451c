//go:build ignore

// want: run fuel
package type_named_int

import "github.com/ai-genesis/ai-genesis/engine/trait"

type int float64

func Execute(m *trait.Molbot) {
	var n int
	for n < 1 {
		n--
	}
}
