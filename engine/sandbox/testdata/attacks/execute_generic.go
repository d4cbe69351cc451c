//go:build ignore

// want: generic
package execute_generic

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute[T int](m *trait.Molbot) { m.Eat() }
