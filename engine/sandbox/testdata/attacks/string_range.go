//go:build ignore

// want: range.kind
package string_range

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for _, r := range "\xff\xfe" {
		m.SetMem(0, float64(r))
	}
}
