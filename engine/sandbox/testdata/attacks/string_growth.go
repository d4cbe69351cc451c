//go:build ignore

// want: run memory
package string_growth

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	s := ""
	for {
		s = s + "0123456789012345678901234567890123456789"
	}
}
