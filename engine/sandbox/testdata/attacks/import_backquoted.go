//go:build ignore

// want: import.forbidden
package import_backquoted

import (
	"trait"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	trait.Eat()
}
