//go:build ignore

// want: run fuel
package struct_arguments

import "github.com/ai-genesis/ai-genesis/engine/trait"

type wide struct{ a [256]float64 }

func touch(w wide) wide {
	w.a[0]++
	return w
}

func Execute(m *trait.Molbot) {
	var w wide
	for {
		w = touch(w)
	}
}
