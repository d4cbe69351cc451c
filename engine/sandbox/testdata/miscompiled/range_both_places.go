//go:build ignore

// Both places of a range clause are found before either is set.
// want: exact
package range_both_places

import "github.com/ai-genesis/ai-genesis/engine/trait"

type node struct{ at int }

func Execute(m *trait.Molbot) {
	var l [4]int
	i := 0
	for i, l[i] = range []int{5, 6, 7} {
	}
	m.SetMem(0, float64(l[0]*100+l[1]*10+l[2]))
	a, b := &node{at: 1}, &node{at: 2}
	p := a
	for p.at, l[p.at] = range [2]int{8, 9} {
		p = b
	}
	m.SetMem(1, float64(a.at*100+b.at*10+l[1]))
	m.SetMem(2, float64(l[2]))
	k := 3
	for l[k], k = range []int{1, 2} {
	}
	m.SetMem(3, float64(l[3]*10+k))
	for l[0] = range 3 {
	}
	m.SetMem(4, float64(l[0]))
}
