//go:build ignore

// want: import.forbidden
package import_relative

import (
	"../../engine"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	engine.New()
}
