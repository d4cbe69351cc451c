//go:build ignore

package missing_return

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f(x float64) float64 {
	if x > 0 {
		return 1
	}
} // want return.missing: missing return

func Execute(m *trait.Molbot) {
	m.SetMem(0, f(1))
}
