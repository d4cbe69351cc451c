//go:build ignore

// want: statement.defer
package defer_grows

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for {
		defer m.Eat()
	}
}
