//go:build ignore

package bodiless_function

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Sqrt(x float64) float64 // want func.body: has no body

func Execute(m *trait.Molbot) {
	m.SetMem(0, Sqrt(2))
}
