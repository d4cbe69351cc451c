//go:build ignore

// want: run fuel
package boxes_kept

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var list []*float64
	for i := 0.0; ; i++ {
		x := i
		list = append(list, &x)
	}
}
