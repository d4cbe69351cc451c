//go:build ignore

package print_call

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	println("hello") // want call.forbidden: println is not allowed
}
