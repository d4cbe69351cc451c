//go:build ignore

// want: call.forbidden
package panic_big

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	panic(make([]byte, 1000))
}
