//go:build ignore

package recursive_type

import "github.com/ai-genesis/ai-genesis/engine/trait"

type node struct{ next *node }

func Execute(m *trait.Molbot) {
	var n node // want type.recursive: can't contain themselves
	_ = n
}
