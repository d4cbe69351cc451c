//go:build ignore

// want: type.recursive
package linked_list

import "github.com/ai-genesis/ai-genesis/engine/trait"

type node struct{ next *node }

func Execute(m *trait.Molbot) {
	var head *node
	for {
		head = &node{head}
	}
}
