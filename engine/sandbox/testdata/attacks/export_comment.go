//go:build ignore

// want: directive
package export_comment

import "github.com/ai-genesis/ai-genesis/engine/trait"

//export Execute
func f() {}

func Execute(m *trait.Molbot) {
	m.Eat()
}
