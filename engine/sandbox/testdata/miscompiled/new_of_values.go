//go:build ignore

// new takes a value since Go 1.26, which is evaluated once, whatever becomes of the pointer.
// want: exact
package new_of_values

import "github.com/ai-genesis/ai-genesis/engine/trait"

type pair struct{ a, b float64 }

func five(m *trait.Molbot) float64 {
	m.SetMem(1, m.Mem(1)+7)
	return 5
}

func Execute(m *trait.Molbot) {
	p := new(3.5)
	q := new(five(m))
	m.SetMem(0, *p)
	m.SetMem(2, *q)
	x := pair{1, 2}
	y := new(x)
	y.a = 9
	m.SetMem(3, x.a+10*y.a+100*y.b)
	n := new(len("four"))
	*n++
	m.SetMem(4, float64(*n))
	var small *int8 = new(int8(-3))
	m.SetMem(5, float64(*small)+float64(*new(int)))
	_ = new(five(m))
}
