//go:build ignore

// want: func.init
package loop_in_init

import "github.com/ai-genesis/ai-genesis/engine/trait"

func init() {
	for {
	}
}

func Execute(m *trait.Molbot) {
	m.Eat()
}
