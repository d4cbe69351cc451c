//go:build ignore

// want: method.value
package method_expression

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	(*trait.Molbot).Eat(m)
}
