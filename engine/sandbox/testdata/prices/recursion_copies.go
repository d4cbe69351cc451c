//go:build ignore

// A function that calls itself, with copies behind pointers that are never made.
// want: ok
package recursion_copies

import "github.com/ai-genesis/ai-genesis/engine/trait"

func down(n int, p, q *[256]bool) int {
	if n > 1000 {
		for {
			*p = *q
			*p = *q
			*p = *q
			*p = *q
			*p = *q
			*p = *q
			*p = *q
		}
	}
	if n > 0 {
		return down(n-1, p, q) + 1
	}
	return 0
}

func Execute(m *trait.Molbot) {
	var a, b [256]bool
	n := 0
	for i := 0; i < 8; i++ {
		n += down(20, &a, &b)
	}
	m.SetMem(0, float64(n))

}
