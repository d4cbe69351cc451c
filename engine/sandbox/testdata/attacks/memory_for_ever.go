//go:build ignore

// want: run fuel
package memory_for_ever

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for i := 0; ; i++ {
		m.SetMem(i, 1)
	}
}
