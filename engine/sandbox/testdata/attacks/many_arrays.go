//go:build ignore

// want: run fuel
package many_arrays

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var a0 [256]float64
	var a1 [256]float64
	var a2 [256]float64
	var a3 [256]float64
	var a4 [256]float64
	var a5 [256]float64
	var a6 [256]float64
	var a7 [256]float64
	for i := 0; ; i = (i + 1) % 256 {
		a0[i] += a1[255-i] + 1
		a1[i] += a2[255-i] + 1
		a2[i] += a3[255-i] + 1
		a3[i] += a4[255-i] + 1
		a4[i] += a5[255-i] + 1
		a5[i] += a6[255-i] + 1
		a6[i] += a7[255-i] + 1
		a7[i] += a0[255-i] + 1
	}
}
