//go:build ignore

// want: statement.defer
package defer_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	defer func() {
		for {
		}
	}()
}
