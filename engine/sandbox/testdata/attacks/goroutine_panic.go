//go:build ignore

// want: statement.go
package goroutine_panic

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	go func() { panic(1) }()
}
