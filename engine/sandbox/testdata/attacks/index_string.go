//go:build ignore

// want: run panic
package index_string

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	s := "abc"
	n := 9
	m.SetMem(0, float64(s[n]))
}
