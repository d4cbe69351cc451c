//go:build ignore

// want: handle.kept
package pointer_to_molbot

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	p := &m
	(*p).Eat()
}
