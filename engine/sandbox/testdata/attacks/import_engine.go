//go:build ignore

// want: import.forbidden
package import_engine

import (
	"github.com/ai-genesis/ai-genesis/engine"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	engine.New()
}
