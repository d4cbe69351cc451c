//go:build ignore

// want: func.value
package y_combinator

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var fix func(func(int) int) func(int) int
	fix = nil
	fix(nil)
}
