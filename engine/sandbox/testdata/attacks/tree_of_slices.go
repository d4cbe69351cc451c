//go:build ignore

// want: type.recursive
package tree_of_slices

import "github.com/ai-genesis/ai-genesis/engine/trait"

type tree struct{ kids []tree }

func Execute(m *trait.Molbot) {
	t := tree{}
	t.kids = append(t.kids, t)
}
