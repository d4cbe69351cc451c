//go:build ignore

// want: statement.go
package goroutine_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	go func() {
		for {
		}
	}()
}
