//go:build ignore

// want: run memory
package string_doubling

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	s := "x"
	for {
		s += s
	}
}
