//go:build ignore

// want: import.name
package import_blank

import (
	_ "math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	m.Eat()
}
