//go:build ignore

package panic_call

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	panic("no") // want call.forbidden: panic is not allowed
}
