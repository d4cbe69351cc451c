//go:build ignore

// want: call.forbidden
package print_flood

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for {
		println("x")
	}
}
