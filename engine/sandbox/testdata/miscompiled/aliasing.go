//go:build ignore

// Slices share, arrays and structs do not.
// want: exact
package aliasing

import "github.com/ai-genesis/ai-genesis/engine/trait"

type row struct{ cells [2]float64 }

func change(r row) { r.cells[0] = -1 }

func Execute(m *trait.Molbot) {
	a := []float64{1, 2, 3}
	b := a[:2]
	b = append(b, 9)
	m.SetMem(0, a[2])
	b = append(b, 10)
	b[0] = 50
	m.SetMem(1, a[0])
	x := row{cells: [2]float64{1, 2}}
	y := x
	y.cells[0] = 5
	m.SetMem(2, x.cells[0])
	rows := []row{x, y}
	z := rows[0]
	rows[0].cells[1] = 8
	m.SetMem(3, z.cells[1]+rows[0].cells[1])
	change(rows[1])
	m.SetMem(4, rows[1].cells[0])
	arr := [2]row{x, y}
	brr := arr
	brr[0].cells[0] = 77
	m.SetMem(5, arr[0].cells[0])
	q := &arr[1]
	q.cells[1] = 66
	m.SetMem(6, arr[1].cells[1])
	sl := arr[:]
	sl[0].cells[0] = 5.5
	m.SetMem(7, arr[0].cells[0])
}
