//go:build ignore

// want: func.init
package loop_in_main

import "github.com/ai-genesis/ai-genesis/engine/trait"

func main() {
	for {
	}
}

func Execute(m *trait.Molbot) {
	m.Eat()
}
