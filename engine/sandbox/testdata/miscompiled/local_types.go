//go:build ignore

// 19. Types that are declared in functions.
// want: exact
package local_types

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	type pair struct{ x, y float64 }
	type list []pair
	ps := list{{1, 2}, {3, 4}}
	ps[1].y += 5
	for _, p := range ps {
		type pair struct{ z float64 }
		q := pair{p.x + p.y}
		m.SetMem(int(p.x), q.z)
	}
}
