//go:build ignore

// want: ok
package struct_tags

import "github.com/ai-genesis/ai-genesis/engine/trait"

type tagged struct {
	a float64 `json:"a"`
}

func Execute(m *trait.Molbot) {
	x := tagged{a: 1}
	m.SetMem(0, x.a)
}
