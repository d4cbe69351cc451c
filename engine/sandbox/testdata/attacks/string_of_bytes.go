//go:build ignore

// want: run panic
package string_of_bytes

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := int(m.Age())
	s := "\xff\x00abc"
	m.SetMem(0, float64(s[n%5])+float64(s[5+n]))
}
