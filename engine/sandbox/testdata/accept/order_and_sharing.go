//go:build ignore

// OrderAndSharing: what shares memory with what, in which order things happen, and the narrow integers.
package order_and_sharing

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type cell struct {
	n    int16
	w    [2]uint16
	name string
}

type nest struct {
	cell
	in  *cell
	sub [2][3]float64
}

type row struct {
	_ float64
	a float64
	b [2]float64
}

var table = [...]struct {
	at   float64
	cost uint32
}{{1, 1 << 31}, {math.Pi, 7}, 4: {2.5, 9}}

var steps = []float64{0.5, -0.5, steep}

const steep = 1e-3

func (c *cell) bump(by int16) int16 {
	c.n += by
	return c.n
}

func (c cell) twice() cell {
	c.n *= 2
	c.w[1]++
	return c
}

func first(xs ...float64) float64 {
	if xs == nil {
		return -1
	}
	if len(xs) == 0 {
		return -2
	}
	xs[0] *= 2
	return xs[0]
}

func pair(x *int) (int, int) {
	*x++
	return *x, *x * 10
}

func grade(n int) (s string) {
	switch k := n % 6; {
	case k < 0:
		s += "n"
		fallthrough
	case k == 0:
		s += "z"
	default:
		s += "d"
		fallthrough
	case k == 3:
		s += "t"
		if n > 100 {
			break
		}
		fallthrough
	case k == 4:
		s += "f"
	}
	return
}

func Execute(m *trait.Molbot) {
	e := m.Energy()
	sum := 0.0
	add := func(v float64) { sum = sum*1.25 + v }

	var c cell
	c.n = 32767
	add(float64(c.bump(int16(e))))
	d := c.twice()
	add(float64(d.n) + float64(d.w[1]) - float64(c.w[1]))
	c.w[0]--
	add(float64(c.w[0]) + float64(uint32(c.w[0])<<16>>3) + float64(int16(c.w[0])))

	n := nest{cell: c, in: &d}
	n.in.n = 5
	n.cell.name = "ab" + c.name
	p := &n.sub[1]
	(*p)[2] = 7
	q := n
	q.sub[1][0], q.in.n = 3, 9
	add(n.sub[1][0] + n.sub[1][2] + float64(d.n) + float64(len(n.name)))
	r := &n.n
	*r -= 100
	add(float64(n.cell.n))

	a := []float64{1, 2, 3, 4}
	b := append(a[:1], 20)
	b = append(b, 30, 40, 50)
	b[0] = 9
	add(a[0] + a[1] + a[2] + float64(len(b)) + b[4])
	copy(a[1:], a)
	add(a[1]*1000 + a[2]*100 + a[3])
	add(first(a...) + a[0] + first() + first([]float64{}...))

	i, arr := 0, [3]int{5, 6, 7}
	i, arr[i] = 2, 50
	arr[i], i = 70, 1
	add(float64(arr[0]*100 + arr[1]*10 + arr[2] + i))
	x := 1
	u, v := pair(&x)
	x, u = u+x, x
	add(float64(x*100 + u*10 + v))
	for k, el := range arr {
		arr[2] = 1
		arr[k] += el
	}
	add(float64(arr[0] + arr[1]*2 + arr[2]*3))
	for k := range x {
		x -= 2
		if k > 2 {
			break
		}
	}
	add(float64(x))

	var fs [3]float64
outer:
	for k := 0; k < 3; k++ {
		g := func() float64 { return float64(k) + sum*0 }
		k2 := &k
		switch {
		case k == 1:
			*k2 = 1
			continue outer
		case *k2 == 2:
			fs[2] = g() + 1
			break outer
		}
		fs[k] = g() + 4
	}
	add(fs[0] + fs[1]*2 + fs[2]*3)

	nan := math.NaN()
	same, other := row{a: 1, b: [2]float64{1, 2}}, row{a: 1, b: [2]float64{1, 2}}
	if same == other && [2]float64{nan, 1} != [2]float64{nan, 1} && !(row{a: nan} == row{a: nan}) {
		add(11)
	}
	add(max(1, math.Copysign(0, -1)) + 1/min(math.Copysign(0, -1), 0))
	sum = math.Max(-1e300, math.Min(1e300, sum))
	for _, t := range table {
		add(t.at + float64(t.cost<<1) - float64(t.cost>>31))
	}
	for k := range steps {
		add(steps[len(steps)-1-k])
	}
	for k := -7; k < 130; k += 17 {
		g := grade(k)
		add(float64(len(g)))
		if g > "dt" && g[0] != 'z' {
			add(float64(g[len(g)-1]) / float64(k%5+10))
		}
	}
	var wrap uint8 = 250
	for range 10 {
		wrap++
	}
	shift := uint(e) % 80
	add(float64(wrap) + float64(int8(wrap-200)) + float64(-7/2) + float64(-7%3) + float64(int32(1)<<shift) + float64(uint16(1)<<shift>>1))
	add(float64(int64(-1)>>shift) + float64(^uint32(0)>>shift) + float64(math.MinInt64/int64(wrap-5)))
	m.SetMem(0, sum)
	m.SetMem(1, fs[0])
}
