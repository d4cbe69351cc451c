//go:build ignore

// Returns from the middle of loops in expanded functions.
// want: exact
package early_returns

import "github.com/ai-genesis/ai-genesis/engine/trait"

func find(x int) float64 {
	for i := range 10 {
		for j := range 10 {
			if i*j == x {
				return float64(i + j)
			}
		}
	}
	return -1
}

func nested(x float64) float64 {
	f := func(v float64) float64 {
		if v > 1 {
			return v * 2
		}
		return 0
	}
	if f(x) > 3 {
		return f(f(x))
	}
	return 1
}

func two(x float64) (a, b float64) {
	b = 5
	if x > 0 {
		return b, x
	}
	a = 3
	return
}

func Execute(m *trait.Molbot) {
	m.SetMem(0, find(3)+find(30)*10)
	m.SetMem(1, nested(2))
	a, b := two(1)
	c, d := two(-1)
	m.SetMem(2, a+b*10+c*100+d*1000)
}
