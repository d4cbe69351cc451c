//go:build ignore

// Functions that call each other in a ring, with copies behind pointers that are never made.
// want: ok
package recursion_ring

import "github.com/ai-genesis/ai-genesis/engine/trait"

func d0(n int, p, q *[256]bool) int {
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
		return d1(n-1, p, q) + 1
	}
	return 0
}
func d1(n int, p, q *[256]bool) int {
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
		return d2(n-1, p, q) + 1
	}
	return 0
}
func d2(n int, p, q *[256]bool) int {
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
		return d3(n-1, p, q) + 1
	}
	return 0
}
func d3(n int, p, q *[256]bool) int {
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
		return d0(n-1, p, q) + 1
	}
	return 0
}

func Execute(m *trait.Molbot) {
	var a, b [256]bool
	n := 0
	for i := 0; i < 5; i++ {
		n += d0(31, &a, &b)
	}
	m.SetMem(0, float64(n))

}
