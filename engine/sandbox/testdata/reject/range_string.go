//go:build ignore

package range_string

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for range "abc" { // want range.kind: range over untyped string
		m.Eat()
	}
}
