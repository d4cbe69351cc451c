//go:build ignore

// want: type.recursive
package type_cycle

import "github.com/ai-genesis/ai-genesis/engine/trait"

type a struct{ b b }

type b struct{ a a }

func Execute(m *trait.Molbot) {
	var x a
	_ = x
}
