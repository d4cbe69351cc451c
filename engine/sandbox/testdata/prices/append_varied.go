//go:build ignore

// Slices that grow from always other lengths.
// want: ok
package append_varied

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type four struct{ a, b, c, d int8 }

const turns = 300

func Execute(m *trait.Molbot) {
	n := 0
	base := int(m.Age()) * 17
	for i := range turns {
		list := make([]four, (base+i)%60)
		list = append(list, four{})
		n += cap(list)
	}
	m.SetMem(0, float64(n))
}
