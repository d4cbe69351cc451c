//go:build ignore

// want: run panic
package slice_string

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	s, n := "abc", 9
	s = s[n:]
	m.SetMem(0, float64(len(s)))
}
