//go:build ignore

// 7. Loop variables are new in each round.
// want: exact
package captured_loop_variables

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var ps [3]*int
	for i := 0; i < 3; i++ {
		ps[i] = &i
	}
	for k, p := range ps {
		m.SetMem(k, float64(*p))
	}
	for i := range 3 {
		x := i * 10
		get := func() int { return x }
		m.SetMem(3+i, float64(get()))
	}
}
