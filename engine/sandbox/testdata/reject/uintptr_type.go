//go:build ignore

package uintptr_type

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var c uintptr // want type.forbidden: uintptr
	_ = c
}
