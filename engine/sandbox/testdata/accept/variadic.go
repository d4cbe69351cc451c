//go:build ignore

// Variadic has functions of any number of arguments, comparisons of structs and cases that fall through.
package variadic

import "github.com/ai-genesis/ai-genesis/engine/trait"

type spot struct {
	x, y float64
	_    int
	tags [2]string
	in   struct{ n int8 }
}

func most(least float64, xs ...float64) (best float64) {
	best = least
	for _, x := range xs {
		best = max(best, x)
	}
	if len(xs) > 0 {
		xs[0] = -1
	}
	return
}

func depth(n int, spots ...spot) int {
	if n == 0 {
		if spots == nil {
			return 100
		}
		return len(spots)
	}
	return depth(n-1, append(spots, spot{x: float64(n)})...)
}

func none(m *trait.Molbot, _ ...int) { m.Eat() }

func unnamed(...float64) int { return 3 }

func (s spot) near(others ...spot) bool {
	for _, o := range others {
		if s == o {
			return true
		}
	}
	return false
}

func grade(e float64) (n int) {
	switch {
	case e > 80:
		n += 8
		fallthrough
	case e > 40:
		n += 4
		if e > 60 {
			break
		}
		fallthrough
	default:
		n += 2
		fallthrough
	case e < 10:
		e := n
		n += e
	}
	return n
}

func Execute(m *trait.Molbot) {
	list := []float64{3, m.Energy(), 1}
	m.SetMem(0, most(2)+most(1, m.Age())+most(0, list...)*10+list[0])
	m.SetMem(1, float64(depth(0)+depth(3)+depth(2, spot{}, spot{y: 1})+unnamed()+unnamed(1, 2)))
	none(m)
	none(m, 1, 2)
	a := spot{x: m.Energy(), tags: [2]string{"a", "b"}}
	b := a
	p := &b
	sum := 0
	if a == b && *p == a && a.near(spot{}, b) {
		sum++
	}
	p.tags[1] = "c"
	if a != *p {
		sum += 2
	}
	nan := spot{x: (m.Age() - m.Age()) / (m.Age() - m.Age())}
	if nan == nan {
		sum += 4
	}
	if (spot{y: -1 * 0.0}) == (spot{}) {
		sum += 8
	}
	if [2]int8{1, 2} != [...]int8{1, 3} {
		sum += 16
	}
	same := a.in == b.in
	if same != (a.tags == b.tags) {
		sum += 32
	}
	food, _ := m.NearestFood(40)
	ripe, ok := m.RichestFood(40)
	if food == ripe && ok {
		m.Brake()
	}
	add := func(xs ...int) int { return len(xs) + sum }
	m.SetMem(2, float64(add()+add(1, 2, 3)))
	for i := range 6 {
		m.SetMem(3+i%5, m.Mem(3+i%5)+float64(grade(float64(i*20)-5)))
	}
}
