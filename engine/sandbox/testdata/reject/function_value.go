//go:build ignore

package function_value

import "github.com/ai-genesis/ai-genesis/engine/trait"

func one() float64 { return 1 }

func Execute(m *trait.Molbot) {
	f := one // want func.value: can be called, but not kept
	m.SetMem(0, f())
}
