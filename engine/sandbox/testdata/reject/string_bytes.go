//go:build ignore

package string_bytes

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	b := []byte("abc") // want conversion: can't be converted
	m.SetMem(0, float64(b[0]))
}
