//go:build ignore

// want: call.forbidden
package panic_nil

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	panic(nil)
}
