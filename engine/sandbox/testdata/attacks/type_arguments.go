//go:build ignore

// want: undefined
package type_arguments

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var x list[int]
	_ = x
}
