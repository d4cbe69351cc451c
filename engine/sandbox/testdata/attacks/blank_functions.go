//go:build ignore

// want: ok
package blank_functions

import "github.com/ai-genesis/ai-genesis/engine/trait"

func _() {
	for {
	}
}

func _() {
	for {
	}
}

func Execute(m *trait.Molbot) {
	m.Eat()
}
