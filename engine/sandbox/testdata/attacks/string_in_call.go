//go:build ignore

// want: run memory
package string_in_call

import "github.com/ai-genesis/ai-genesis/engine/trait"

func twice(s string) string { return s + s }

func Execute(m *trait.Molbot) {
	s := "x"
	for {
		s = twice(s)
	}
}
