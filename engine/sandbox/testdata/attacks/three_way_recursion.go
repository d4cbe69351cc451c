//go:build ignore

// want: run depth
package three_way_recursion

import "github.com/ai-genesis/ai-genesis/engine/trait"

func a() { b() }

func b() { c() }

func c() { a() }

func Execute(m *trait.Molbot) {
	a()
}
