//go:build ignore

// Slices: make, append, copy, slicing, literals, nil.
package slices

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type sample struct {
	at    int
	value float64
}

func mean(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

func Execute(m *trait.Molbot) {
	var list []float64
	for i := range 8 {
		list = append(list, m.Mem(i))
	}
	window := make([]float64, 3, 10)
	copy(window, list[2:5])
	samples := []sample{{1, 2}, {at: 3}}
	samples = append(samples, sample{value: mean(window)})
	grid := [][]float64{{1, 2}, {3}}
	grid[1] = append(grid[1], 4)
	if list != nil && len(samples) > 2 {
		m.SetMem(0, samples[2].value+grid[1][1])
	}
}
