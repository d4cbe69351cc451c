//go:build ignore

package type_parameters

import "github.com/ai-genesis/ai-genesis/engine/trait"

func pick[T any](a, b T) T { return a } // want generic: type parameters

func Execute(m *trait.Molbot) {
	m.SetMem(pick(1, 2), 3)
}
