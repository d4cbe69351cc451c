//go:build ignore

package go_statement

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	go m.Eat() // want statement.go: can't start goroutines
}
