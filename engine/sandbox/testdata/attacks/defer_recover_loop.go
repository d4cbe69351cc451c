//go:build ignore

// want: statement.defer
package defer_recover_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for {
		func() {
			defer func() { recover() }()
			panic(1)
		}()
	}
}
