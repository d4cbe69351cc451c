//go:build ignore

// want: run fuel
package unicode_names

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	fuеl := 1
	for fuеl > 0 {
	}
}
