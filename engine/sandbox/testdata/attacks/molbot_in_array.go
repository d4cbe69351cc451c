//go:build ignore

// want: handle.kept
package molbot_in_array

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var list [4]*trait.Molbot
	list[0] = m
	list[0].Eat()
}
