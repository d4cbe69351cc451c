//go:build ignore

package mismatched_types

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 3
	m.SetMem(0, n)            // want type.mismatch: cannot use n
	m.SetMem(1, m.Energy()*n) // want type.mismatch: mismatched types
}
