//go:build ignore

// want: call.forbidden
package recover_alone

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	recover()
}
