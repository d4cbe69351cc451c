//go:build ignore

// want: ok
package array_of_nothing

import "github.com/ai-genesis/ai-genesis/engine/trait"

type t0 struct{}

type t1 [200]t0

type t2 [200]t1

type t3 [200]t2

type t4 [200]t3

type t5 [200]t4

type t6 [200]t5

type t7 [200]t6

func Execute(m *trait.Molbot) {
	var x, y t7
	if x == y {
		m.Eat()
	}
}
